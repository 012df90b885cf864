import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { NetworkBlock } from '../../core/model/network/blocks';
import type { NetworkSketch } from '../../core/model/network/sketch';
import type { Part } from '../../core/tiles/run-plan';
import { isNetwork } from '../../state/stages';
import { useLab, useLabObject } from '../../ui/lab-context';
import { keyOf, networksOf, type Measure, type Networks } from './state/networks';

interface Shown {
  readonly networks: Networks;
  readonly sketch: NetworkSketch | null;
  readonly trouble: string;
  /** The drawing is of another size or model than the page has now. */
  readonly isStale: boolean;
  /** Place of the open block, -1 for none. */
  readonly open: number;
  readonly block: NetworkBlock | undefined;
  readonly measure: Measure;
}

/** The network whose stage is open, drawn for what the page has now. */
export function useNetwork(): Shown & { readonly part: Part } {
  const networks = networksOf(useLabObject());
  const part = useLab(({ viewer }) => (isNetwork(viewer.stage) ? viewer.stage : 'encoder'));
  const key = useLab(keyOf);
  useEffect(() => {
    void networks.draw(part);
  }, [networks, part, key]);
  const { drawn, open, measure } = useStore(networks.store);
  const { sketch, trouble, key: of } = drawn[part];
  return {
    networks,
    part,
    sketch,
    trouble,
    isStale: of !== key,
    open: open[part],
    block: sketch?.blocks[open[part]],
    measure,
  };
}
