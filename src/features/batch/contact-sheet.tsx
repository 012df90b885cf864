import { Button, GridList, GridListItem } from 'react-aria-components';
import type { Batch, BatchRow } from './state/batch-types';
import { decibels, number } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';
import { useBatch } from './use-batch';

/** A card for each picture. Enter or a click opens it in the viewer. */
export function ContactSheet({ rows }: { rows: readonly BatchRow[] }) {
  const { batch, chosen } = useBatch();
  const version = useLab((state) => state.picture?.version ?? 0);
  const shown = chosen?.picture === version ? chosen.id : null;
  return (
    <GridList
      className="contact-sheet"
      aria-label="Pictures of the batch"
      layout="grid"
      keyboardNavigationBehavior="tab"
      items={rows}
      dependencies={[shown, batch]}
    >
      {(row) => <Card row={row} isShown={row.id === shown} batch={batch} />}
    </GridList>
  );
}

function Card({ row, isShown, batch }: { row: BatchRow; isShown: boolean; batch: Batch }) {
  const { id, name, status, why, thumbnails } = row;
  return (
    <GridListItem
      id={id}
      textValue={`${name}: ${wordsOf(row)}`}
      className="batch-card"
      data-status={status}
      {...(isShown && { 'data-chosen': true })}
      onAction={() => void batch.choose(id)}
    >
      <span className="batch-pair">
        {thumbnails ? (
          <>
            <img src={thumbnails.original} alt="" loading="lazy" />
            <img src={thumbnails.reconstruction} alt="" loading="lazy" />
          </>
        ) : (
          <span className="dim">
            {status === 'done'
              ? 'No small picture'
              : status === 'running'
                ? 'Running…'
                : status === 'waiting'
                  ? 'Waiting'
                  : 'Failed'}
          </span>
        )}
      </span>
      <span className="batch-name" title={name}>
        {name}
      </span>
      {isShown ? <span className="batch-shown">shown</span> : null}
      {status === 'failed' ? (
        <span className="batch-why">
          <span>{why}</span>
          <Button className="button small solid" onPress={() => void batch.retry(id)}>
            Try again
          </Button>
        </span>
      ) : (
        <Numbers row={row} />
      )}
    </GridListItem>
  );
}

function Numbers({ row: { numbers } }: { row: BatchRow }) {
  if (!numbers) return <span className="batch-numbers" />;
  return (
    <span className="batch-numbers mono">
      <b>{decibels(numbers.psnr)}</b>
      {numbers.ssim === null ? null : <span>{`SSIM ${number(numbers.ssim, 3)}`}</span>}
    </span>
  );
}

function wordsOf({ status, why, numbers }: BatchRow): string {
  if (status === 'failed') return `failed. ${why}`;
  if (!numbers) return status;
  return `PSNR ${decibels(numbers.psnr)}${numbers.ssim === null ? '' : `, SSIM ${number(numbers.ssim, 3)}`}`;
}
