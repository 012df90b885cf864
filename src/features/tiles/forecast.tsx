import { isPaddedWhole } from '../../core/tiles/fixed-words';
import { DEFAULT_MEMORY } from '../../core/settings/settings';
import { memoryText, outlookSentence, shortTime, timeText, VERDICT_TEXT } from './state/outlook-words';
import type { LabState, Outlook, PartOutlook } from '../../state/state-types';
import { Lead } from '../../ui/kit/lead';
import { Segment } from '../../ui/kit/segment';
import { WholeField } from '../../ui/kit/whole-field';
import { number, size } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Facts } from '../../ui/kit/facts';
import { useActions, useLab } from '../../ui/lab-context';
import './tiles.css';
import { P } from '../../ui/kit/words';

const TILES = [
  { id: 'auto', text: 'When needed' },
  { id: 'off', text: 'Never' },
  { id: 'side', text: 'Always' },
] as const;
const HALOS = [
  { id: 'exact', text: 'Exact' },
  { id: 'measured', text: 'Measured' },
] as const;
const USUAL_SIDE = 512;
const NEITHER = {
  everything: 'it looks at the whole picture',
  farther: 'it looks farther than a tile of its size allows',
  unknown: 'how far it looks is not known',
} as const;

/** Memory and time of the next run, of other sizes of the same picture, and what is done where it does not fit. */
export default function ForecastPanel() {
  const outlook = useLab((state) => state.outlook);
  const settings = useLab((state) => state.settings);
  const { set } = useActions();
  const { tiles, encoderHalo, memory } = settings;
  const onCpu = useLab(isOnCpu);
  const sees = outlook?.tiles.encoder?.sees;
  return (
    <>
      {onCpu ? (
        <Lead href="https://www.w3.org/TR/wasm-core-2/#memory-instances" name="WebAssembly, memory">
          How much of this computer’s memory a run takes, worked out before it runs. Browsers do not tell how much there
          is, so say what it may use.
        </Lead>
      ) : (
        <Lead href="https://www.w3.org/TR/webgpu/#limits" name="WebGPU, limits">
          How much GPU memory and time a run takes, worked out before it runs. Browsers do not tell how much memory
          there is, so say what it may use.
        </Lead>
      )}
      {outlook ? <Prospect outlook={outlook} /> : <P className="hint">Open a picture to see what a run will take.</P>}
      <div className="controls">
        <div className="row">
          <span className="dim">In tiles</span>
          <Segment
            label="In tiles"
            options={TILES}
            value={typeof tiles === 'number' ? 'side' : tiles}
            onChange={(way) => set({ tiles: way === 'side' ? USUAL_SIDE : way })}
          />
        </div>
        {typeof tiles === 'number' ? (
          <WholeField
            label="Largest side of a tile, px"
            value={tiles}
            min={16}
            max={4096}
            step={8}
            onChange={(side) => set({ tiles: side })}
          />
        ) : null}
        <div className="row">
          <span className="dim">Around an encoder’s tile</span>
          <Segment
            label="Around an encoder’s tile"
            options={HALOS}
            value={encoderHalo}
            onChange={(halo) => set({ encoderHalo: halo })}
          />
        </div>
        <P className="hint">
          {sees
            ? `Neither makes tiles of this encoder exact: ${NEITHER[sees]}.`
            : encoderHalo === 'exact'
              ? 'Exact: each tile reads all that can reach it by the receptive field that the model states.'
              : 'Measured: the smallest surround that changes less than a thousandth, found on three tiles of this picture.'}
        </P>
        <WholeField
          label={`Memory that a run may take, MB (${DEFAULT_MEMORY} at first)`}
          value={memory}
          min={256}
          max={65536}
          onChange={(value) => set({ memory: value })}
        />
      </div>
    </>
  );
}

function isOnCpu({ session: { info } }: LabState): boolean {
  return info?.backend === 'wasm';
}

function Prospect({ outlook }: { outlook: Outlook }) {
  const settings = useLab((state) => state.settings);
  const {
    tiles: { encoder, decoder },
    whole,
    assumed,
  } = outlook;
  const approximate = Object.entries({ encoder, decoder }).flatMap(([name, part]) =>
    part?.kind === 'approximate' ? [[name, part] as const] : [],
  );
  const onCpu = outlook.backend === 'wasm';
  const rows = outlook.others.map(({ maxSide, width, height, verdict, peak, time }) => ({
    head: `${number(maxSide)} px`,
    cells: [size(width, height), VERDICT_TEXT[verdict], peak, shortTime({ time })],
    selected: maxSide === settings.maxSide,
  }));
  return (
    <>
      <P
        className={outlook.verdict === 'scale-down' ? 'verdict warn' : 'verdict'}
        role="status"
        data-verdict={outlook.verdict}
      >
        {outlookSentence(outlook, settings)}
      </P>
      <Facts
        single
        facts={[
          { name: onCpu ? 'Peak, memory' : 'Peak, GPU memory', value: memoryText(outlook.peak) },
          { name: 'At once', value: memoryText(whole.peak) },
          { name: onCpu ? 'Of it, the networks' : 'Largest piece', value: memoryText(outlook.largest) },
          ...(Number.isFinite(outlook.largestBuffer)
            ? [
                {
                  name: onCpu ? 'Most that networks get' : 'Largest piece allowed',
                  value: memoryText(outlook.largestBuffer),
                },
              ]
            : []),
          { name: 'Time', value: timeText(outlook) },
          ...(encoder
            ? [
                {
                  name: partName('Encoder', encoder),
                  value: encoder.kind === 'measured' ? 'halo measured in the run' : partText(encoder),
                },
              ]
            : []),
          ...(decoder ? [{ name: partName('Decoder', decoder), value: partText(decoder) }] : []),
        ]}
      />
      {approximate.map(([name, { sees }]) => (
        <P key={name} className="hint after-facts">
          {`${approximateText(name, sees)}: tiling is approximate. The drawer Tiles shows the seams.`}
        </P>
      ))}
      {assumed ? (
        <P className="hint">This model does not say how much it keeps in memory, so that part is assumed.</P>
      ) : null}
      <div className="space" />
      <DataTable
        caption="By the longest side of the picture"
        columns={['Longest side', 'Size', 'Verdict', 'Peak', 'Time']}
        rows={rows}
        format={(value) => memoryText(value)}
      />
    </>
  );
}

function approximateText(name: string, sees: PartOutlook['sees']): string {
  if (sees === 'everything')
    return `This ${name} looks at the whole picture, as normalisation over all of it and attention do, and a tile cannot`;
  return sees === 'farther'
    ? `This ${name} looks farther than a tile of the size that it takes allows`
    : `How far this ${name} looks is not known: its model does not say a receptive field`;
}

function partName(name: string, part: PartOutlook): string {
  return isPaddedWhole(part) ? `${name}, padded` : `${name}, ${part.kind} tiles`;
}

function partText({ across, down, halo, factor, fixed }: PartOutlook): string {
  if (fixed && across * down === 1) return `${size(fixed.width, fixed.height)}, ${number(factor, 1)} × work`;
  return `${across} × ${down}, ${number(halo)} px, ${number(factor, 1)} × work`;
}
