import { Button } from 'react-aria-components';
import type { LatentPaste } from '../../core/settings/latent-settings';
import { clipRect } from '../../core/math/clip-rect';
import { cellsOf, fittedPaste, gridOf, pixelsOf, sideOf } from './state/probe';
import { Lead } from '../../ui/kit/lead';
import { Picture } from '../../ui/kit/picture';
import { WholeField } from '../../ui/kit/whole-field';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { useView } from '../../ui/viewer/use-view';
import { SecondChooser } from './second-chooser';
import { useProbe } from './use-probe';
import { pasteOf } from './words';
import './probe.css';
import { P } from '../../ui/kit/words';

const INPUT = { kind: 'picture', tensor: 'input', slot: 'second' } as const;

/** Takes a rectangle of cells out of the second picture's latent. */
export default function Paste() {
  const { store } = useLabObject();
  const { set: change, toggleMarking } = useActions();
  const {
    set,
    state: { paste: draft },
  } = useProbe();
  const latent = useLab(({ settings }) => settings.latent);
  const paste = useLab((state) => pasteOf(state, draft));
  const { columns, rows } = useLab(gridOf);
  const side = useLab(sideOf);
  const hasSecond = useLab(({ second }) => second !== null);
  const hasPicture = useLab(({ picture }) => picture !== null);
  const region = useLab(({ viewer, picture }) =>
    picture && viewer.region ? clipRect(viewer.region, picture.info) : null,
  );
  const isPasted = JSON.stringify(latent.paste) === JSON.stringify(paste);
  const edit = (some: Partial<LatentPaste>): void =>
    set({ paste: fittedPaste({ ...paste, ...some }, store.getState()) });
  const takeRegion = (): void => {
    if (!region) return;
    const { x, y, width, height } = cellsOf(region, store.getState());
    edit({ fromX: x, fromY: y, toX: x, toY: y, width, height });
  };
  if (!hasPicture) return <P className="hint">Open a picture first.</P>;
  const field = (label: string, key: keyof LatentPaste, max: number, min = 0) => (
    <WholeField label={label} value={paste[key]} min={min} max={max} onChange={(value) => edit({ [key]: value })} />
  );
  return (
    <div className="paste">
      <Lead href="https://arxiv.org/abs/2405.14477" name="LiteVAE">
        {`Puts a rectangle of the second picture’s latent into this one: the decoder blends the seam as far as its cells reach. Positions count cells of ${side} × ${side} pixels.`}
      </Lead>
      <div className="paste-fields" role="group" aria-label="From the second picture, in cells">
        {field('x', 'fromX', columns - paste.width)}
        {field('y', 'fromY', rows - paste.height)}
        {field('Width', 'width', columns, 1)}
        {field('Height', 'height', rows, 1)}
      </div>
      {hasSecond ? <From paste={paste} /> : null}
      <div className="paste-fields two" role="group" aria-label="To this picture, in cells">
        {field('To x', 'toX', columns - paste.width)}
        {field('To y', 'toY', rows - paste.height)}
      </div>
      <div className="row">
        {region ? (
          <Button className="button small solid" onPress={takeRegion}>
            <span>Use the marked region</span>
          </Button>
        ) : (
          <Button className="button small solid" onPress={toggleMarking}>
            <span>Mark a region</span>
          </Button>
        )}
      </div>
      <div className="row">
        <Button
          className="button small primary"
          isDisabled={!hasSecond || isPasted}
          onPress={() => change({ latent: { ...latent, paste } })}
        >
          Paste
        </Button>
        <Button
          className="button small"
          isDisabled={!latent.paste}
          onPress={() => change({ latent: { ...latent, paste: undefined } })}
        >
          Remove
        </Button>
      </div>
      <SecondChooser isRead={latent.paste !== undefined} />
    </div>
  );
}

/** The second picture with what is taken from it. */
function From({ paste: { fromX: x, fromY: y, width, height } }: { paste: LatentPaste }) {
  const shown = useView(useLab(({ slots }) => (slots.second ? INPUT : null)));
  const rect = useLab((state) => pixelsOf({ x, y, width, height }, state));
  const whole = useLab(({ picture }) => ({ width: picture?.info.width ?? 1, height: picture?.info.height ?? 1 }));
  const share = (part: number, of: number): string => `${(100 * part) / of}%`;
  return (
    <div className="paste-from" style={{ aspectRatio: `${whole.width} / ${whole.height}` }}>
      <Picture shown={shown} alt="Second picture, with the rectangle that is taken from it" />
      <div
        className="probe-box"
        data-kind="paste"
        aria-hidden
        style={{
          left: share(rect.x, whole.width),
          top: share(rect.y, whole.height),
          width: share(rect.width, whole.width),
          height: share(rect.height, whole.height),
        }}
      />
    </div>
  );
}
