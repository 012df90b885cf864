import { type ReactNode } from 'react';
import { Late, latePart } from '../../ui/kit/late';
import { percent, size } from '../../ui/kit/format';
import { Drawer } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Probe = latePart(() => import('./probe-panel'));
const ProbeTables = latePart(() => import('./probe-tables'));
const Channels = latePart(() => import('./channels'));
const Interpolate = latePart(() => import('./interpolate'));
const Paste = latePart(() => import('./paste'));

const late = (children: ReactNode): ReactNode => <Late waiting={<p className="hint">Loading…</p>}>{children}</Late>;

/** What can be done to the latent by hand, and what the decoder makes of it. */
export function LatentEditDrawers() {
  const { pokes, edited, mix, paste } = useLab(({ settings: { latent } }) => ({
    pokes: latent.pokes?.length ?? 0,
    edited: Object.keys(latent.channels ?? {}).length,
    mix: latent.mix?.amount ?? 0,
    paste: latent.paste ? size(latent.paste.width, latent.paste.height) : '',
  }));
  return (
    <>
      <Drawer
        id="probe"
        name="Probe"
        headline={pokes ? `${pokes} ${pokes === 1 ? 'poke' : 'pokes'}` : 'poke a cell'}
        twin={late(<ProbeTables />)}
      >
        {late(<Probe />)}
      </Drawer>
      <Drawer
        id="channels"
        name="Edit channels"
        headline={edited ? `${edited} edited` : 'zero, scale, swap'}
        twin={late(<Channels asTable />)}
      >
        {late(<Channels asTable={false} />)}
      </Drawer>
      <Drawer id="interpolate" name="Interpolate" headline={mix ? `${percent(mix, 0)} of B` : 'with another picture'}>
        {late(<Interpolate />)}
      </Drawer>
      <Drawer id="paste" name="Paste a region" headline={paste ? `${paste} cells of B` : 'of another picture'}>
        {late(<Paste />)}
      </Drawer>
    </>
  );
}
