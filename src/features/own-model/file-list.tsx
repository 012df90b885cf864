import { ArrowDownUp, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { counted } from '../../core/counted';
import { setAside, sharedFolder } from '../../core/model/model-folder';
import type { FileReport, ModelReport, OwnFile, ToldRole } from '../../core/model/own-model';
import { IconButton } from '../../ui/kit/icon-button';
import { Pick } from '../../ui/kit/pick';
import { bytes } from '../../ui/kit/format';
import { Choose } from './choose';

interface FileListProps {
  readonly files: readonly OwnFile[];
  readonly report: ModelReport | null;
  readonly onAdd: (files: readonly File[]) => void;
  readonly onChange: (files: readonly OwnFile[]) => void;
}

interface Row {
  readonly file: OwnFile;
  /** Without the folder that all files are in. */
  readonly name: string;
  readonly said: FileReport | undefined;
}

interface Last {
  readonly report: ModelReport | null;
  readonly said: ReadonlyMap<Blob, FileReport | undefined>;
}

/** What is wrong comes first, then the networks. */
const ORDER: readonly FileReport['role'][] = [
  null,
  'encoder',
  'decoder',
  'network',
  'weights',
  'manifest',
  'configuration',
  'parity',
];
const rankOf = ({ said }: Row): number => (said ? ORDER.indexOf(said.role) : ORDER.length);

const TELL = [
  { id: 'encoder', text: 'Encoder' },
  { id: 'decoder', text: 'Decoder' },
  { id: 'none', text: 'Not used' },
] as const;

/** The files of the model, what each one is, and the way to more of them. */
export function FileList({ files, report, onAdd, onChange }: FileListProps) {
  const isEmpty = files.length === 0;
  const names = files.map(({ name }) => name);
  const shared = sharedFolder(names);
  // While files are checked again the rows stay as they are, so that the focus does.
  const [last, setLast] = useState<Last>({ report: null, said: new Map() });
  if (report && report !== last.report)
    setLast({ report, said: new Map(files.map(({ data }, index) => [data, report.files[index]])) });
  const rows = files
    .map((file, index): Row => ({
      file,
      name: file.name.slice(shared.length),
      said: report ? report.files[index] : last.said.get(file.data),
    }))
    .sort((a, b) => rankOf(a) - rankOf(b));
  const isAside = ({ file, said }: Row): boolean => said?.role === 'aside' && file.as === undefined;
  const aside = rows.filter(isAside);
  const networks = rows.filter(
    ({ file, said }) => file.as ?? ['encoder', 'decoder', 'network'].includes(said?.role ?? ''),
  );
  const ofRole = (role: ToldRole): Row[] => networks.filter(({ said }) => said?.role === role);
  const isTold = ofRole('encoder').length === 1 && ofRole('decoder').length === 1;
  // Two that are told apart need no more than to be swapped.
  const isAsked = networks.length > 1 && (!isTold || networks.length > 2);
  const tell = (told: OwnFile, as: ToldRole): void =>
    onChange(
      files.map((file) => {
        const { as: before, ...rest } = file;
        if (file === told) return { ...rest, as };
        return before === as && as !== 'none' ? rest : file;
      }),
    );
  const swap = (): void => {
    const other = { encoder: 'decoder', decoder: 'encoder' } as const;
    onChange(
      rows.map(({ file, said }) => {
        const role = file.as ?? said?.role;
        return role === 'encoder' || role === 'decoder' ? { ...file, as: other[role] } : file;
      }),
    );
  };
  return (
    <section className="own-files" aria-label="Files of the model">
      {isEmpty ? null : (
        <ul>
          {rows
            .filter((row) => !isAside(row))
            .map(({ file, name, said }) => (
              <li key={files.findIndex(({ data }) => data === file.data)}>
                <span className="own-name">
                  <b>{name}</b> <span className="mono dim">{bytes(file.data.size)}</span>
                </span>
                <span className={report && said?.role === null ? 'bad small own-says' : 'dim small own-says'}>
                  {report && said ? said.says : '\u00a0'}
                </span>
                {isAsked && networks.some((row) => row.file === file) ? (
                  <Pick
                    label={`What ${name} is`}
                    hideLabel
                    options={TELL}
                    value={file.as ?? (said?.role === 'encoder' || said?.role === 'decoder' ? said.role : 'none')}
                    onChange={(as) => tell(file, as)}
                  />
                ) : null}
                <IconButton
                  icon={X}
                  label={`Take ${name} away`}
                  onPress={() => onChange(files.filter((other) => other !== file))}
                />
              </li>
            ))}
        </ul>
      )}
      {aside.length > 0 ? <Aside rows={aside} names={names} /> : null}
      {isTold && !isAsked ? (
        <Button className="button small solid own-swap" onPress={swap}>
          <ArrowDownUp className="icon small" aria-hidden />
          Swap encoder and decoder
        </Button>
      ) : null}
      <div className={`own-add${isEmpty ? ' own-first' : ''}`}>
        <span className={missing(report) ? '' : 'dim'}>
          {missing(report) ??
            (isEmpty
              ? 'Drop an encoder and a decoder here, or the folder or ZIP that they are in.'
              : 'More files can be dropped here.')}
        </span>
        <span className="own-choose">
          <Choose what="files" isFirst={isEmpty || missing(report) !== null} autoFocus={isEmpty} onAdd={onAdd} />
          <Choose what="folder" isFirst={false} onAdd={onAdd} />
        </span>
      </div>
    </section>
  );
}

const NAMED = 5;

/** What the model does not need, in one line. */
function Aside({ rows, names }: { readonly rows: readonly Row[]; readonly names: readonly string[] }) {
  const parts = setAside(names);
  const partOf = ({ file: { name } }: Row): string =>
    parts.get(names.indexOf(name))?.part || (name.split('/').at(-1) ?? name);
  const tops = [...new Set(rows.map(partOf))];
  const more = tops.length - NAMED;
  const size = rows.reduce((sum, { file }) => sum + file.data.size, 0);
  return (
    <Disclosure className="own-more own-aside">
      <Heading level={3}>
        <Button slot="trigger" className="button small">
          <span>{`Not needed: ${tops.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''} (${counted(rows.length, 'file')}, ${bytes(size)})`}</span>
        </Button>
      </Heading>
      <DisclosurePanel>
        <ul>
          {rows.map(({ name, said }, index) => (
            <li key={index}>
              <span className="own-name small">{name}</span>
              <span className="dim small own-says">{said?.says}</span>
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}

/** What the files still need; null when both networks are there, or nothing is known. */
function missing(report: ModelReport | null): string | null {
  if (!report || report.missing.length === 0) return null;
  if (report.findings.some(({ part, verdict }) => part === 'files' && verdict === 'differs')) return null;
  if (report.missing.length === 2) return 'Its encoder and decoder are still missing. Drop them here.';
  return report.missing[0] === 'decoder'
    ? 'This is the encoder. Drop its decoder here.'
    : 'This is the decoder. Drop its encoder here.';
}
