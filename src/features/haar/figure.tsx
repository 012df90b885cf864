import { useRef } from 'react';
import { butterflyAt, type HandLevel } from '../../core/math/haar-by-hand';
import type { Orientation } from '../../core/math/bands';
import type { Viewer } from '../../state/state-types';
import { number } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';
import { useWidth } from '../../ui/kit/use-width';
import { ButterflyDiagram } from './butterfly';
import { detailColour, greyColour } from './cell-colour';
import type { HandLook } from './look';
import { Plane } from './plane';
import type { ChosenBlock } from './use-block';
import { detail, inputName, plain } from './words';
import { P } from '../../ui/kit/words';

/** The gap between the plane that goes in and the four that come out, CSS px. */
const GAP = 24;

/** A level of the block as planes, and the butterfly of the 2x2 values that were chosen. */
export function HandFigure({ chosen, look: { level, back } }: { chosen: ChosenBlock; look: HandLook }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const values = useLab((state) => state.viewer.values);
  const plane = chosen.levels[level - 1] as HandLevel;
  const { x, y } = cellOf(chosen, plane);
  const reach = reachOf(plane);
  const size = Math.floor((width - GAP) / 2);
  const grey = (value: number, of: number) => greyColour(greyShare(value / 2 ** of, values));
  const parts = (['A', 'V', 'H', 'D'] as const).map((orientation) => (
    <div key={orientation}>
      <Plane
        values={plane.bands[orientation]}
        side={plane.side}
        size={(size - 2) / 2}
        mark={{ x, y, side: 1 }}
        colour={(value) => (orientation === 'A' ? grey(value, level) : detailColour(value, reach))}
        texts={
          orientation === 'A' ? shortTexts((value) => plain(value, level, values), values) : shortTexts(detail, values)
        }
        label={`${orientation}${level}: ${plane.bands[orientation].map((value) => number(value, 3)).join(', ')}`}
      />
      <span className="plane-name" aria-hidden>{`${orientation}${level}`}</span>
    </div>
  ));
  return (
    <div ref={frame} className="hand-figure">
      {width > 0 ? (
        <>
          <div className={back ? 'planes back' : 'planes'}>
            <Plane
              values={back ? plane.rebuilt : plane.input}
              side={2 * plane.side}
              size={size}
              mark={{ x: 2 * x, y: 2 * y, side: 2 }}
              colour={(value) => grey(value, level - 1)}
              texts={shortTexts((value) => plain(value, level - 1, values), values)}
              label={`${back ? 'Rebuilt ' : ''}${inputName(level)}: ${(back ? plane.rebuilt : plane.input).map((value) => plain(value, level - 1, values)).join(', ')}`}
            />
            <span className="arrow" aria-hidden>
              →
            </span>
            <div className="quarters">{parts}</div>
          </div>
          <P className="caption">
            {`H, V, D from ${detail(-reach)} to ${detail(reach)}. Solid lines add, dashed lines subtract.`}
          </P>
          <ButterflyDiagram
            of={butterflyAt(plane, x, y)}
            level={level}
            back={back}
            values={values}
            reach={reach}
            grey={grey}
            width={width}
          />
        </>
      ) : null}
    </div>
  );
}

/** Column and row of the chosen pixel's value in the planes of a level of its block. */
export function cellOf({ at }: ChosenBlock, { level, side }: HandLevel): { readonly x: number; readonly y: number } {
  return { x: (at.x >> level) % side, y: (at.y >> level) % side };
}

/** The largest detail of a level of the block. */
function reachOf({ bands }: HandLevel): number {
  return Math.max(
    ...(['H', 'V', 'D'] as const satisfies readonly Orientation[]).flatMap((name) => bands[name].map(Math.abs)),
  );
}

/** The place of an average between black and white, 0..1. */
function greyShare(mean: number, values: Viewer['values']): number {
  return values === 'bytes' ? mean / 255 : (mean + 1) / 2;
}

/** The same number with fewer decimals, for cells that are too small for all of them; the table has them. */
function shortTexts(full: (value: number) => string, values: Viewer['values']): ((value: number) => string)[] {
  if (!full(1).includes('.')) return [full];
  return [(value) => number(value, values === 'bytes' ? 1 : 2), full];
}
