import { useEffect, useMemo, useState } from 'react';
import { COLOURS, TILE, type Colour } from '../../core/math/bands';
import { blockValues, haarByHand, type HandLevel } from '../../core/math/haar-by-hand';
import type { TensorData } from '../../core/protocol';
import { liveJob } from '../../state/selectors';
import { seriesOf } from '../../state/versions';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { inUnit } from './words';

export interface ChosenBlock {
  /** Pixel of the picture that was chosen. */
  readonly at: { readonly x: number; readonly y: number };
  /** Column and row of the block. */
  readonly block: { readonly x: number; readonly y: number };
  readonly levels: readonly [HandLevel, HandLevel, HandLevel];
}

/** The chosen block of the newest run, the middle one at first; null before a run. */
export function useBlock(colour: Colour): ChosenBlock | null {
  const { setBlock } = useActions();
  const picture = useInput();
  const values = useLab((state) => state.viewer.values);
  const at = useLab(({ viewer, picture: opened }) => {
    const { width, height } = opened?.info ?? { width: 1, height: 1 };
    const { x, y } = viewer.block ?? viewer.crosshair ?? { x: width >> 1, y: height >> 1 };
    return { x: Math.min(x, width - 1), y: Math.min(y, height - 1) };
  });
  const { x, y } = at;
  const isChosen = useLab(({ viewer, picture: opened }) => viewer.block !== null || opened === null);
  useEffect(() => {
    if (!isChosen) setBlock({ x, y });
  }, [isChosen, setBlock, x, y]);
  const block = useMemo(() => ({ x: Math.floor(x / TILE), y: Math.floor(y / TILE) }), [x, y]);
  const levels = useMemo(() => {
    if (!picture) return null;
    const pixels = blockValues(picture, COLOURS.indexOf(colour), block.x * TILE, block.y * TILE);
    return haarByHand(pixels.map((value) => inUnit(value, values)));
  }, [picture, colour, block, values]);
  return levels && { at, block, levels };
}

/** The input of the newest live run; null before. */
function useInput(): TensorData | null {
  const { readings } = useLabObject();
  const job = useLab(liveJob);
  const version = useLab(seriesOf);
  const [loaded, setLoaded] = useState<{ readonly version: number; readonly tensor: TensorData } | null>(null);
  useEffect(() => {
    if (job === null) return;
    let live = true;
    void readings.one(job, 'input').then((tensor) => {
      if (live && tensor) setLoaded({ version, tensor });
    });
    return () => {
      live = false;
    };
  }, [readings, job, version]);
  // Another run of the same picture has the same input.
  return job !== null && loaded?.version === version ? loaded.tensor : null;
}
