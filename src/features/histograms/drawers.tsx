import { type ComponentType, type ReactNode } from 'react';
import type { PanelProps } from './panels';
import { latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { P } from '../../ui/kit/words';

/** The charts are loaded when the first of their drawers opens. */
const panel = (name: 'BandHistogram' | 'LatentHistogram' | 'ErrorHistogram'): ComponentType<PanelProps> =>
  latePart(() => import('./panels').then((panels) => ({ default: panels[name] })));

const Band = panel('BandHistogram');
const Latent = panel('LatentHistogram');
const ErrorPanel = panel('ErrorHistogram');

interface HistogramDrawerProps {
  readonly headline: ReactNode;
  readonly panel: ComponentType<PanelProps>;
}

function HistogramDrawer({ headline, panel: Panel }: HistogramDrawerProps) {
  return (
    <LateDrawer
      headline={headline}
      waiting={<P className="hint chart-waiting">Loading the chart…</P>}
      body={(asTable) => <Panel asTable={asTable} />}
    />
  );
}

function BandHistogramDrawer() {
  const band = useLab(({ viewer: { bands } }) => `${bands.orientation}${bands.level}`);
  return <HistogramDrawer headline={<span className="mono">{band}</span>} panel={Band} />;
}

function LatentHistogramDrawer() {
  const channel = useLab(({ viewer }) => viewer.latent.channel);
  return <HistogramDrawer headline={`channel ${channel}`} panel={Latent} />;
}

function ErrorHistogramDrawer() {
  const letters = (['R', 'G', 'B'] as const).map((name) => (
    <b key={name} className="letter" data-channel={name}>{`${name} `}</b>
  ));
  return <HistogramDrawer headline={letters} panel={ErrorPanel} />;
}

export const bandHistogramDrawer: DrawerDescription = {
  id: 'band-histogram',
  name: 'Band histogram',
  needs: ['input'],
  Component: BandHistogramDrawer,
};
export const latentHistogramDrawer: DrawerDescription = {
  id: 'latent-histogram',
  name: 'Channel histogram',
  Component: LatentHistogramDrawer,
};
export const errorHistogramDrawer: DrawerDescription = {
  id: 'error-histogram',
  name: 'Error histogram',
  needs: ['error'],
  Component: ErrorHistogramDrawer,
};
