import { useEffect, useState } from 'react';
import { valueAt, type ReadTensors } from '../../../state/readings';
import { useLab } from '../../lab-context';
import { useReadings } from '../../viewer/use-readings';
import { pictureValue } from '../../viewer/values';
import type { Viewer } from '../../../state/state-types';

const PAUSE_MS = 300;

/** Says what is under the crosshair once it rests, while it is moved with keys: a pointer would make it chatter. */
export function ReadingLive() {
  const tensors = useReadings();
  const crosshair = useLab((state) => state.viewer.crosshair);
  const values = useLab((state) => state.viewer.values);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!crosshair || !tensors) return;
    const timer = setTimeout(() => {
      if (document.activeElement?.matches('.pane')) setText(sentence(crosshair, tensors, values));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [crosshair, tensors, values]);
  return (
    <div className="hidden-visually" role="status" aria-live="polite" aria-label="Crosshair">
      {text}
    </div>
  );
}

function sentence({ x, y }: { x: number; y: number }, tensors: ReadTensors, values: Viewer['values']): string {
  const colours = (name: 'input' | 'reconstruction'): string =>
    [0, 1, 2].map((channel) => pictureValue(valueAt(tensors[name], channel, x, y), values)).join(' ');
  return `Pixel ${x}, ${y}: input ${colours('input')}, reconstruction ${colours('reconstruction')}.`;
}
