import type { ReactNode } from 'react';
import { valueAt } from '../../state/readings';
import type { ReadTensors } from '../../state/readings';
import type { Viewer } from '../../state/state-types';
import { isStored } from '../../state/versions';
import { signed } from '../kit/format';
import { useLab } from '../lab-context';
import { useReadings } from './use-readings';
import { bandValue, latentValue, pictureValue } from './values';

const COLOURS = ['red', 'green', 'blue'] as const;

/** What every stage says about the pixel under the crosshair. */
export function Reading({ className }: { className: string }) {
  // Not the viewports: panning renders nothing.
  const viewer = useLab(({ viewer: { crosshair, bands, latent, values } }) => ({ crosshair, bands, latent, values }));
  const tensors = useReadings();
  const stored = useLab(isStored);
  const pictured = useLab((state) => state.picture !== null);
  const isBefore = useLab(({ viewer: { before, bands } }) => before || bands.raw);
  const { crosshair } = viewer;
  if (!crosshair)
    return <div className={className}>{pictured ? 'Point at the picture to read its values.' : 'No picture yet.'}</div>;
  const { x, y } = crosshair;
  return (
    <div className={className}>
      <Item name="px">{`${x}, ${y}`}</Item>
      {tensors ? <Values viewer={viewer} tensors={tensors} x={x} y={y} /> : null}
      {isBefore && tensors ? <span>before edits</span> : null}
      {stored ? <span>Values come with the live result.</span> : null}
    </div>
  );
}

interface ValuesProps {
  readonly viewer: Pick<Viewer, 'bands' | 'latent' | 'values'>;
  readonly tensors: ReadTensors;
  readonly x: number;
  readonly y: number;
}

function Values({ viewer, tensors, x, y }: ValuesProps) {
  const { level, colour } = viewer.bands;
  const { channel, tensor } = viewer.latent;
  const picture = (name: 'input' | 'reconstruction'): ReactNode =>
    COLOURS.map((each, index) => (
      <span key={each} className={each}>
        {`${pictureValue(valueAt(tensors[name], index, x, y), viewer.values)} `}
      </span>
    ));
  const difference = (index: number): string => {
    const value = valueAt(tensors.reconstruction, index, x, y) - valueAt(tensors.input, index, x, y);
    return viewer.values === 'bytes' ? signed(value * 127.5, 0) : signed(value, 2);
  };
  const at = (shift: number): [number, number] => [x >> shift, y >> shift];
  const details = (['H', 'V', 'D'] as const)
    .map((orientation) => signed(bandValue(tensors, level, orientation, colour, ...at(level)), 3))
    .join(' ');
  const latent = latentValue(tensors, viewer, channel, ...at(3));
  return (
    <>
      <Item name="in">{picture('input')}</Item>
      <Item name={`H${level} V${level} D${level}`}>{details}</Item>
      <Item name={latentName(channel, tensor, latent === valueAt(tensors.latent, channel, ...at(3)))}>
        {signed(latent, 3)}
      </Item>
      <Item name="out">{picture('reconstruction')}</Item>
      <Item name="e">{[0, 1, 2].map(difference).join(' ')}</Item>
    </>
  );
}

/** A mean is the latent until it is sampled, scaled or edited; what is something else says so. */
function latentName(channel: number, tensor: Viewer['latent']['tensor'], isLatent: boolean): string {
  const what = { mean: isLatent ? '' : ' mean', logvar: ' log-variance', sigma: ' sigma', latent: '' }[tensor];
  return `latent ch. ${channel}${what}:`;
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span translate="no">
      <i>{name}</i>
      <span>{children}</span>{' '}
    </span>
  );
}
