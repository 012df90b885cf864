import { butterflyAt, type HandLevel } from '../../core/math/haar-by-hand';
import { COLOURS, LEVELS, ORIENTATIONS, type Level } from '../../core/math/bands';
import { Segment } from '../../ui/kit/segment';
import { number } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { useActions, useLab } from '../../ui/lab-context';
import { usePicking } from '../../ui/viewer/use-picking';
import { HandFigure, cellOf } from './figure';
import type { HandProps } from './look';
import { MathsLink } from '../../ui/kit/maths-link';
import { ViewerPanel, useIsPhone } from './panel';
import { useBlock, type ChosenBlock } from './use-block';
import { equations, inputName } from './words';
import './haar.css';
import { P } from '../../ui/kit/words';

const LEVEL_OPTIONS = LEVELS.map((level) => ({ id: `${level}`, text: `${level}` }) as const);
const WAY_OPTIONS = [
  { id: 'there', text: 'Forward' },
  { id: 'back', text: 'Back' },
] as const;
const COLOUR_OPTIONS = COLOURS.map((id) => ({ id, text: id }));

/** One 8x8 block through three levels and back, with its own numbers. */
export default function Hand({ asTable, look, setLook }: HandProps) {
  const { setBlock } = useActions();
  usePicking(setBlock);
  const phone = useIsPhone();
  const chosen = useBlock(look.colour);
  const unit = useLab((state) =>
    state.viewer.values === 'bytes' ? 'in steps of 0 to 255' : 'on the scale of −1 to 1',
  );
  if (!chosen) return <P className="hint">The numbers come with the live run of this picture.</P>;
  const { at, block } = chosen;
  const title = `Block ${block.x}, ${block.y} · level ${look.level} · ${look.colour}`;
  const figure = <HandFigure chosen={chosen} look={look} />;
  return (
    <div className="hand">
      <P className="hint">
        Each 2 × 2 of values becomes their sum / 2 (A, average × 2) and three differences / 2: top minus bottom (H),
        left minus right (V), one diagonal minus the other (D). Click a picture, or move its crosshair by keys, to
        choose a block. <MathsLink />
      </P>
      <div className="row">
        <Segment
          label="Level"
          options={LEVEL_OPTIONS}
          value={`${look.level}`}
          onChange={(level) => setLook({ level: Number(level) as Level })}
        />
        <Segment
          label="Way"
          options={WAY_OPTIONS}
          value={look.back ? 'back' : 'there'}
          onChange={(way) => setLook({ back: way === 'back' })}
        />
        <Segment
          label="Colour"
          options={COLOUR_OPTIONS}
          value={look.colour}
          onChange={(colour) => setLook({ colour })}
        />
      </div>
      {phone ? (
        <>
          <h4 className="hand-title">{title}</h4>
          {figure}
        </>
      ) : (
        <ViewerPanel title={title}>{figure}</ViewerPanel>
      )}
      {asTable ? <Numbers chosen={chosen} /> : <Sums chosen={chosen} look={look} />}
      <P className="dim small">{`Pixel ${at.x}, ${at.y}. Numbers are ${unit}, before edits.`}</P>
    </div>
  );
}

/** The sums of the chosen 2x2 values, written out. */
function Sums({ chosen, look: { level, back } }: { chosen: ChosenBlock; look: HandProps['look'] }) {
  const values = useLab((state) => state.viewer.values);
  const plane = chosen.levels[level - 1] as HandLevel;
  const { x, y } = cellOf(chosen, plane);
  const of = butterflyAt(plane, x, y);
  const most = Math.max(...plane.rebuilt.map((value, index) => Math.abs(value - (plane.input[index] as number))));
  return (
    <>
      <dl className="sums" aria-live="polite">
        {equations(of, level, back, values).map(({ name, formula, numbers }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className="dim">{formula}</span> <span>{numbers}</span>
            </dd>
          </div>
        ))}
      </dl>
      <P className="dim small">
        {back
          ? `Back from level 3. Largest difference from the ${inputName(level)} that went in: ${number(most, 3)}.`
          : level < 3
            ? `A${level} goes on to level ${level + 1}. The bands hold each value divided by ${2 ** level}.`
            : 'A3 is 8 times the mean of the 64 pixels. The bands hold each value divided by 8.'}
      </P>
    </>
  );
}

/** Every butterfly of the block, and what the bands hold of it. */
function Numbers({ chosen }: { chosen: ChosenBlock }) {
  const rows = chosen.levels.flatMap((plane) =>
    plane.input.slice(0, plane.side ** 2).map((_, index) => {
      const [x, y] = [index % plane.side, Math.floor(index / plane.side)];
      const { pixels, bands } = butterflyAt(plane, x, y);
      const marked = cellOf(chosen, plane);
      return {
        head: `level ${plane.level}: ${x}, ${y}`,
        selected: marked.x === x && marked.y === y,
        cells: [
          ...pixels,
          ...ORIENTATIONS.map((name) => bands[name]),
          ...ORIENTATIONS.map((name) => plane.scaled[name][index] as number),
        ],
      };
    }),
  );
  return (
    <DataTable
      caption="All 2 × 2 values of the block, what they become, and what the bands hold"
      columns={['At', 'a', 'b', 'c', 'd', 'A', 'H', 'V', 'D', 'A stored', 'H stored', 'V stored', 'D stored']}
      rows={rows}
      format={(value) => number(value, 3)}
    />
  );
}
