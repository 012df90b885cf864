import { Button } from 'react-aria-components';
import { isRandom } from '../../core/model/contract';
import type { BackendInfo } from '../../core/protocol';
import type { CardMetrics, ReproCard } from '../../core/settings/repro-card';
import { readingText } from '../../core/picture/pixel-facts';
import { modelTitle } from '../../state/model-of';
import { DataTable, type DataRow } from '../../ui/kit/data-table';
import { Sheet } from '../../ui/kit/sheet';
import { bytes, number, size } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';
import { useDialogs } from '../../ui/use-open';
import './card.css';
import { P } from '../../ui/kit/words';

interface CardDialogProps {
  readonly card: ReproCard;
  readonly here: { readonly metrics: CardMetrics; readonly info: BackendInfo } | null;
  readonly onClose: () => void;
}

const MEASURES = [
  ['psnr', 'PSNR, dB', 2],
  ['ssim', 'SSIM', 3],
  ['mse', 'MSE, levels²', 2],
  ['meanAbsolute', 'Mean |error|, levels', 3],
  ['maxAbsolute', 'Max |error|, levels', 0],
] as const;

/** A repro card beside what this page gets for it; before its picture is open, which one is wanted. */
export function CardDialog({ card, here, onClose }: CardDialogProps) {
  const dialogs = useDialogs();
  const { picture, second } = card;
  const open = (): void => {
    onClose();
    dialogs.pickFile();
  };
  return (
    <Sheet
      title={
        here ? 'Settings and results: those of the file and those here' : 'Settings and results: open their picture'
      }
      isOpen
      onClose={onClose}
    >
      <P>
        {`The settings of the file are restored${second ? `, except for its second picture, “${second.name}”: choose it again` : ''}. Undo brings yours back.`}
      </P>
      {here ? (
        <Comparison card={card} here={here} />
      ) : (
        <>
          <P>
            {`The file holds no picture. It was made with “${picture.name}”, ${bytes(picture.bytes)}, at ${size(picture.width, picture.height)} pixels. Open that picture, and both results are compared.`}
          </P>
          <P className="hint mono hash">{`SHA-256 ${picture.sha256}`}</P>
        </>
      )}
      <div className="actions">
        <Button className={`button${here ? ' primary' : ''}`} onPress={onClose}>
          Close
        </Button>
        {here ? null : (
          <Button className="button primary" onPress={open} autoFocus>
            Open its picture…
          </Button>
        )}
      </div>
    </Sheet>
  );
}

function Comparison({ card, here }: { card: ReproCard; here: NonNullable<CardDialogProps['here']> }) {
  const models = useLab((state) => state.models);
  const model = models.find(({ id }) => id === here.info.model);
  const sameModel = model?.encoder?.sha256 === card.model.encoder && model.decoder?.sha256 === card.model.decoder;
  const measures = MEASURES.map(([name, head, decimals]): DataRow => {
    const [there, mine] = [card.metrics[name], here.metrics[name]].map((value) => shown(value, decimals));
    return { head, cells: [there ?? '', mine ?? '', there === mine ? 'same' : 'differs'] };
  });
  const differing = measures.filter(({ cells }) => cells[2] === 'differs').length;
  const [there, mine] = [card.runtime.pixels, here.info.pixels].map((facts) =>
    facts ? readingText(facts) : 'not checked',
  ) as [string, string];
  const rows: DataRow[] = [
    ...measures,
    {
      head: 'Model',
      cells: [
        modelName(modelTitle({ models }, card.model.id), card.model.revision),
        modelName(modelTitle({ models }, here.info.model), model?.revision ?? ''),
        sameModel ? 'same' : 'differs',
      ],
    },
    {
      head: 'Backend',
      cells: [card.runtime.backend, here.info.backend, same(card.runtime.backend, here.info.backend)],
    },
    {
      head: 'Adapter',
      cells: [card.runtime.adapter, here.info.adapter, same(card.runtime.adapter, here.info.adapter)],
    },
    { head: 'Runtime', cells: [card.runtime.ort, here.info.ort, same(card.runtime.ort, here.info.ort)] },
    { head: 'Pixels read', cells: [there, mine, same(there, mine)] },
    {
      head: 'Precision',
      cells: [card.runtime.precision, here.info.precision, same(card.runtime.precision, here.info.precision)],
    },
  ];
  return (
    <>
      <P role="status">
        {`${differing === 0 ? 'Every measure is the same, to the digits shown.' : `${differing} of ${measures.length} measures differ in the digits shown.`}${
          sameModel ? '' : ' The model files are not those that it was made with.'
        }${model && isRandom(model) ? ' This model draws its own noise, so results differ by themselves.' : ''}`}
      </P>
      <div className="card-table">
        <DataTable
          caption={`Made ${new Date(card.made).toLocaleString()} with “${card.picture.name}”`}
          columns={['Number', 'File', 'Here', 'Same?']}
          rows={rows}
          format={(value) => String(value)}
        />
      </div>
    </>
  );
}

function shown(value: number | null, decimals: number): string {
  return value === null ? '—' : number(value, decimals);
}

function same(a: string, b: string): string {
  return a === b ? 'same' : 'differs';
}

function modelName(title: string, revision: string): string {
  return revision ? `${title}, revision ${revision}` : title;
}
