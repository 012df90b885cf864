import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import type { Choice } from './curves';

interface Chosen {
  /** What the viewer shows of the curves: the run's bits, and a file if it is in the viewer. */
  readonly shown: readonly Choice[];
  readonly choose: (choice: Choice) => void;
}

/** The points that are on screen, and how another one gets there. */
export function useChoice(): Chosen {
  const { store } = useLabObject();
  const { set, setCodec, setView } = useActions();
  const depth = useLab(({ settings }) => settings.latent.bits ?? 32);
  const codec = useLab(({ viewer: { codec, stage, views } }) => {
    const { layout, a, b } = views[stage];
    return b === 'codec' || (a === 'codec' && layout !== 'one') ? codec : null;
  });
  const choose = (choice: Choice): void => {
    const {
      settings,
      viewer: { stage, views },
    } = store.getState();
    const { layout, a, b } = views[stage];
    if (choice.kind === 'depth') {
      set({ latent: { ...settings.latent, bits: choice.depth === 32 ? undefined : choice.depth } });
      if (b !== 'recon' && (a !== 'recon' || layout === 'one')) setView({ b: 'recon' });
      return;
    }
    setCodec({ format: choice.format, quality: choice.quality });
    setView({ layout: layout === 'one' ? 'two' : layout, a: 'recon', b: 'codec' });
  };
  return { shown: [{ kind: 'depth', depth }, ...(codec ? [{ kind: 'codec', ...codec } as const] : [])], choose };
}
