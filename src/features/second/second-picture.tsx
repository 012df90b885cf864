import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type DragEvent } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { givenIn, sortGiven } from '../../state/given-files';
import type { Sample } from '../../state/state-types';
import { addressOf, hasFiles } from '../../ui/kit/clipboard';
import { Picture } from '../../ui/kit/picture';
import { size } from '../../ui/kit/format';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { useView } from '../../ui/viewer/use-view';
import { isSamePicture } from './same-picture';
import { withoutSecond } from './without-second';
import './second.css';
import { P } from '../../ui/kit/words';

const THUMB = { kind: 'picture', tensor: 'input', slot: 'second' } as const;

/**
 * Chooses the second picture, from which bands and latent values can be taken: a file, a drop or a sample. Says what was
 * done to it, and takes it away again together with the edits that read it.
 */
export default function SecondPicture() {
  const { store } = useLabObject();
  const actions = useActions();
  const second = useLab((state) => state.second);
  const [busy, setBusy] = useState('');
  const [trouble, setTrouble] = useState('');
  const [again, setAgain] = useState(false);
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const choose = (source: Blob | string, name: string, bytes?: number): void => {
    const shown = store.getState().picture?.info;
    setTrouble('');
    if (shown && isSamePicture(shown, name, bytes)) {
      setTrouble(`${name} is the picture that is shown. Choose another one.`);
      return;
    }
    setBusy(name);
    actions.second(source).then(
      () => {
        if (!alive.current) return;
        setBusy('');
        setAgain(false);
      },
      (thrown: unknown) => {
        const { code, message } = toErrorInfo(thrown);
        // A newer choice goes on, and says its own name.
        if (!alive.current || code === 'aborted') return;
        setBusy('');
        setTrouble(message);
      },
    );
  };
  const chooseFile = (file: File | null | undefined): void => {
    if (file) choose(file, file.name, file.size);
    else setTrouble('That was not a picture. Drop a picture file here.');
  };
  const remove = (): void => {
    setTrouble('');
    actions.set(withoutSecond(store.getState().settings));
    actions.second(null).catch((thrown: unknown) => setTrouble(toErrorInfo(thrown).message));
  };
  const drop = {
    'data-own-drop': true,
    'data-over': over || undefined,
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const address = addressOf(event.dataTransfer);
      if (hasFiles(event.dataTransfer)) {
        void givenIn(event.dataTransfer).then((given) => {
          const { files } = sortGiven(given);
          chooseFile((files.find(({ file }) => file.type.startsWith('image/')) ?? files[0])?.file);
        });
      } else if (address) choose(address, 'the picture of the link');
      else chooseFile(null);
    },
  };
  const titleId = useId();
  return (
    <div className="second" role="group" aria-labelledby={titleId} {...drop}>
      <P className="second-title" id={titleId}>
        Second picture{' '}
        <b className="mono" aria-hidden>
          B
        </b>
      </P>
      <input
        ref={picker}
        type="file"
        accept="image/*,.avif,.heic"
        hidden
        aria-label="Second picture file"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file can be chosen again.
          target.value = '';
          if (file) chooseFile(file);
        }}
      />
      {second ? <Chosen onAgain={() => setAgain((before) => !before)} onRemove={remove} /> : null}
      {!second || again ? (
        <Chooser onFile={() => picker.current?.click()} onSample={(sample, address) => choose(address, sample.file)} />
      ) : null}
      <P className="hint" role="status">
        {busy ? `Reading ${busy}…` : ''}
      </P>
      {trouble ? (
        <P className="hint bad" role="alert">
          {trouble}
        </P>
      ) : null}
    </div>
  );
}

/** What was chosen, and what was done to it. */
function Chosen({ onAgain, onRemove }: { onAgain: () => void; onRemove: () => void }) {
  const info = useLab((state) => state.second);
  const shown = useView(useLab(({ slots }) => (slots.second ? THUMB : null)));
  if (!info) return null;
  const notes = info.notes.filter(({ code }) => code === 'scaled' || code === 'cropped').map(({ text }) => text);
  const given = `${size(info.width, info.height)}, as the first picture.`;
  return (
    <div className="second-chosen">
      <div className="second-thumb">
        <Picture shown={shown} alt={`Second picture: ${info.name}`} />
      </div>
      <div className="second-words">
        <P className="second-name">{info.name}</P>
        <P className="dim small">{notes.length > 0 ? notes.join(' ') : given}</P>
        <div className="row">
          <Button className="button small solid" onPress={onAgain}>
            Change…
          </Button>
          <Button className="button small" onPress={onRemove} aria-label="Remove the second picture">
            <X className="icon small" aria-hidden />
            Remove
          </Button>
        </div>
      </div>
    </div>
  );
}

function Chooser({ onFile, onSample }: { onFile: () => void; onSample: (sample: Sample, address: string) => void }) {
  // Pointless: the sample that is shown.
  const samples = useLab(({ samples: all, picture }) => all.filter(({ file }) => file !== picture?.info.name));
  return (
    <>
      <div className="second-drop">
        <span>Drop a picture here, or</span>
        <Button className="button small solid" onPress={onFile}>
          Choose a file…
        </Button>
      </div>
      {samples.length > 0 ? (
        <div className="second-samples" role="group" aria-label="Samples">
          {samples.map((sample) => (
            <Button
              key={sample.id}
              className="second-sample"
              aria-label={`Sample ${sample.title}`}
              onPress={() => onSample(sample, new URL(`samples/${sample.file}`, document.baseURI).href)}
            >
              <img src={`samples/${sample.file}`} alt="" loading="lazy" width={sample.width} height={sample.height} />
              <span>{sample.title}</span>
            </Button>
          ))}
        </div>
      ) : null}
      <P className="dim small">It is scaled and cropped to the size of the first picture. It stays on this device.</P>
    </>
  );
}
