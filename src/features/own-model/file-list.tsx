import { FilePlus2, X } from 'lucide-react';
import { useRef } from 'react';
import { Button } from 'react-aria-components';
import type { ModelReport, OwnFile } from '../../core/model/own-model';
import { IconButton } from '../../ui/kit/icon-button';
import { bytes } from '../../ui/kit/format';

interface FileListProps {
  readonly files: readonly OwnFile[];
  readonly report: ModelReport | null;
  readonly onAdd: (files: readonly File[]) => void;
  readonly onRemove: (index: number) => void;
}

/** The files of the model, what each one is, and the way to more of them. */
export function FileList({ files, report, onAdd, onRemove }: FileListProps) {
  const input = useRef<HTMLInputElement>(null);
  const isEmpty = files.length === 0;
  return (
    <section className="own-files" aria-label="Files of the model">
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".onnx,.json,.safetensors,.zip"
        aria-label="Files of a model"
        onChange={({ target }) => {
          onAdd([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      {isEmpty ? null : (
        <ul>
          {files.map((file, index) => {
            const said = report?.files[index];
            return (
              <li key={index}>
                <span className="own-name">
                  <b>{file.name}</b> <span className="mono dim">{bytes(file.data.size)}</span>
                </span>
                <span className={said && said.role === null ? 'bad small' : 'dim small'}>{said?.says ?? '\u00a0'}</span>
                <IconButton icon={X} label={`Take ${file.name} away`} onPress={() => onRemove(index)} />
              </li>
            );
          })}
        </ul>
      )}
      <div className={`own-add${isEmpty ? ' own-first' : ''}`}>
        <span className={missing(report) ? '' : 'dim'}>
          {missing(report) ?? (isEmpty ? 'Drop an encoder and a decoder here.' : 'More files can be dropped here.')}
        </span>
        <Button
          className={`button small ${isEmpty || missing(report) ? 'primary' : 'solid'}`}
          onPress={() => input.current?.click()}
          autoFocus={isEmpty}
        >
          <FilePlus2 className="icon small" aria-hidden />
          Choose files…
        </Button>
      </div>
    </section>
  );
}

/** What the files still need; null when both networks are there, or nothing is known. */
function missing(report: ModelReport | null): string | null {
  if (!report || report.missing.length === 0) return null;
  if (report.missing.length === 2) return 'Its encoder and decoder are still missing. Drop them here.';
  return report.missing[0] === 'decoder'
    ? 'This is the encoder. Drop its decoder here.'
    : 'This is the decoder. Drop its encoder here.';
}
