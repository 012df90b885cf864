import { LocateFixed } from 'lucide-react';
import { useCallback } from 'react';
import { Button } from 'react-aria-components';
import { cellAt, cellOf, gridOf, sideOf } from './state/probe';
import { Lead } from '../../ui/kit/lead';
import { Segment } from '../../ui/kit/segment';
import { WholeField } from '../../ui/kit/whole-field';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { usePicking } from '../../ui/viewer/use-picking';
import { FootprintPanel } from './footprint';
import { Poke } from './poke';
import { useProbe } from './use-probe';
import { CellValues } from './values';
import './probe.css';
import { P } from '../../ui/kit/words';

const VIEWS = [
  { id: 'pca', text: 'Latent as RGB' },
  { id: 'recon', text: 'Reconstruction' },
  { id: 'poked', text: 'Change' },
] as const;
type ViewId = (typeof VIEWS)[number]['id'];

/** One cell of the latent: its values, what a poke of it does, and how far that reaches. */
export default function ProbePanel() {
  const { point, setView } = useActions();
  const {
    set,
    state: { held },
  } = useProbe();
  const { store } = useLabObject();
  usePicking(useCallback((at) => set({ held: cellAt(at, store.getState()) }), [set, store]));
  const side = useLab(sideOf);
  const cell = useLab((state) => cellOf(state, held));
  const { columns, rows } = useLab(gridOf);
  const hasPicture = useLab((state) => state.picture !== null);
  const shown = useLab(({ viewer }) => viewer.views.latent.b);
  if (!hasPicture) return <P className="hint">Open a picture first.</P>;
  const hold = (x: number, y: number): void => {
    set({ held: { x, y } });
    point(x * side + side / 2, y * side + side / 2);
  };
  return (
    <div className="probe">
      <Lead href="https://arxiv.org/abs/1701.04128" name="Luo et al. 2016, on receptive fields">
        {`A cell of the latent stands for ${side} × ${side} pixels, but the decoder lets it change more than those. Point at a picture to outline a cell; a click or the arrow keys hold it.`}
      </Lead>
      <div className="cell-fields" role="group" aria-label="Cell">
        <WholeField label="Column" value={cell.x} min={0} max={columns - 1} onChange={(x) => hold(x, cell.y)} />
        <WholeField label="Row" value={cell.y} min={0} max={rows - 1} onChange={(y) => hold(cell.x, y)} />
        <Button className="button small solid" isDisabled={held === null} onPress={() => set({ held: null })}>
          <LocateFixed className="icon small" aria-hidden />
          Let go
        </Button>
      </div>
      <P className="dim small">
        {held ? 'This cell is held. Let go to follow the pointer.' : 'The cell follows the pointer.'}
      </P>
      <div className="row">
        <Segment
          label="Side B shows"
          options={VIEWS}
          value={VIEWS.find(({ id }) => id === shown)?.id ?? ('' as ViewId)}
          onChange={(b) => setView({ b })}
        />
      </div>
      <Poke cell={cell} />
      <FootprintPanel cell={cell} />
      <CellValues cell={cell} />
    </div>
  );
}
