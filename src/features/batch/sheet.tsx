import { useEffect, useRef, useState } from 'react';
import { Button, CollectionBuilder } from 'react-aria-components';
import { editWords } from '../../core/settings/edit-words';
import { DataTable } from '../../ui/kit/data-table';
import { useLab } from '../../ui/lab-context';
import { ContactSheet } from './contact-sheet';
import { BatchHead, type Shape } from './head';
import { batchFileName, COLUMNS, dataRow, shownNumber } from './numbers';
import { LatentsOut } from './latents-out';
import { useBatch } from './use-batch';
import { finishedWords, sorted, type Order } from './words';
import './batch.css';
import { P } from '../../ui/kit/words';

/**
 * Many pictures beside their reconstructions, in the place of the viewer. The page's tabs render what is in them twice, once
 * to find the tabs, and would take the cards for such; a collection of its own keeps them apart.
 */
export default function BatchSheet() {
  return <CollectionBuilder content={null}>{() => <Sheet />}</CollectionBuilder>;
}

function Sheet() {
  const { batch, rows, running, leftOut, settings, stale } = useBatch();
  const edits = settings ? editWords(settings) : '';
  const [order, setOrder] = useState<Order>('psnr');
  const [shape, setShape] = useState<Shape>('pictures');
  const model = useLab(
    ({ models, defaultModel }) => models.find(({ id }) => id === (settings?.model || defaultModel))?.title ?? '',
  );
  const shown = sorted(rows, order);
  const sheet = useRef<HTMLElement>(null);
  useEffect(() => {
    // Coming back leaves the focus nowhere: the picture that was looked at has it next. Cards come a little after the sheet.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      (sheet.current?.querySelector<HTMLElement>('[data-chosen]') ?? sheet.current?.querySelector('h2'))?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <section ref={sheet} className="batch" aria-label="Batch">
      <BatchHead order={order} onOrder={setOrder} shape={shape} onShape={setShape} shown={shown} />
      <div className="batch-body">
        <P className="hint">
          <span>
            {`Each picture goes through the model by itself, and stands beside its reconstruction. Choose one to look at it closely.${
              leftOut > 0 ? ` ${rows.length + leftOut} were given; the first ${rows.length} are in the batch.` : ''
            } Made with the settings at the start${model ? ` (${model})` : ''}`}
          </span>
          {stale ? <b className="warn">; the present settings differ</b> : null}
          <span>.</span>
        </P>
        {edits ? (
          <P className="batch-edits" role="note">
            <span>
              <b className="warn">These are not the numbers of the model alone.</b>
              <span>{` Every picture went through your edits: ${edits}.`}</span>
            </span>
            <Button className="button small solid" onPress={() => void batch.withoutEdits()}>
              Run without edits
            </Button>
          </P>
        ) : null}
        <LatentsOut />
        {shape === 'table' ? (
          <DataTable
            sortable
            caption="Every picture of the batch, in numbers"
            columns={COLUMNS}
            rows={settings ? shown.map((row) => dataRow(row, settings)) : []}
            format={shownNumber}
            saveAs={settings ? batchFileName(rows, 'csv', settings) : ''}
          />
        ) : (
          <ContactSheet rows={shown} />
        )}
      </div>
      <p className="hidden-visually" role="status" aria-label="Batch result">
        {running ? '' : finishedWords(rows)}
      </p>
    </section>
  );
}
