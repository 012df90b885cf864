import { shownSummary } from '../../state/selectors';
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { LatentMix } from '../../core/settings/latent-settings';
import { Lead } from '../../ui/kit/lead';
import { Range } from '../../ui/kit/range';
import { Segment } from '../../ui/kit/segment';
import { decibels, percent } from '../../ui/kit/format';
import { Facts } from '../../ui/kit/facts';
import { useActions, useLab } from '../../ui/lab-context';
import { SecondChooser } from './second-chooser';
import { useLiveJob, useProbe } from './use-probe';
import './probe.css';
import { P } from '../../ui/kit/words';

const MODES = [
  { id: 'linear', text: 'Linear' },
  { id: 'spherical', text: 'Spherical' },
] as const;
const FORMULAS: Readonly<Record<LatentMix['mode'], string>> = {
  linear: '(1 − t) A + t B',
  spherical: '(sin((1 − t) Ω) A + sin(t Ω) B) / sin Ω, where Ω is the angle between the latents A and B',
};

/** Mixes the latent of the shown picture with that of the second one. */
export default function Interpolate() {
  const { set: change } = useActions();
  const { set, state } = useProbe();
  const latent = useLab(({ settings }) => settings.latent);
  const hasSecond = useLab(({ second }) => second !== null);
  const { amount, mode } = latent.mix ?? { amount: 0, mode: state.mode };
  return (
    <div className="mix">
      <Lead href="https://doi.org/10.1145/325165.325242" name="Shoemake 1985, on spherical interpolation">
        Blends the latents of two pictures and decodes the blend: not a crossfade, as far as the decoder is not linear.
      </Lead>
      <Segment
        label="Interpolation"
        options={MODES}
        value={mode}
        onChange={(next) => {
          set({ mode: next });
          if (latent.mix) change({ latent: { ...latent, mix: { amount, mode: next } } });
        }}
      />
      <P className="dim small formula">
        <span>{`t = ${percent(amount, 0)}: `}</span>
        <span className="mono">{FORMULAS[mode]}</span>
      </P>
      <Range
        label="A to B"
        value={amount}
        min={0}
        max={1}
        step={0.01}
        neutral={0}
        format={(value) => percent(value, 0)}
        isDisabled={!hasSecond}
        onChange={(next) => change({ latent: { ...latent, mix: { amount: next, mode } } }, 'mix')}
      />
      {hasSecond ? <Distances /> : null}
      <Button
        className="button small solid"
        isDisabled={!latent.mix}
        onPress={() => change({ latent: { ...latent, mix: undefined } })}
      >
        Back to A
      </Button>
      <SecondChooser isRead={latent.mix !== undefined} />
    </div>
  );
}

/** How far the decoded blend is from each of the two pictures. */
function Distances() {
  const job = useLiveJob();
  const near = useLab((state) => {
    const summary = shownSummary(state);
    return summary ? summary.psnr : NaN;
  });
  const far = useFar(job);
  return (
    <Facts
      single
      facts={[
        { name: 'PSNR against the shown picture, A', value: decibels(near) },
        { name: 'PSNR against the second picture, B', value: far === undefined ? '—' : decibels(far) },
      ]}
    />
  );
}

/** How far the newest result is from the second picture; asked for when nothing runs. Undefined until it is there. */
function useFar(job: number | null): number | null | undefined {
  const { ask: askWorker } = useActions();
  const version = useLab(({ slots, work }) => (work.status === 'idle' ? (slots.second?.version ?? null) : null));
  const [known, setKnown] = useState<{ readonly psnr: number | null } | null>(null);
  const turn = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    if (job === null || version === null) return;
    let live = true;
    const ask = async (): Promise<void> => {
      if (!live) return;
      const { psnr } = await askWorker(
        'change',
        { tensor: 'reconstruction', slot: 'shown' },
        { tensor: 'input', slot: 'second' },
        { x: 0, y: 0, width: 1, height: 1 },
      );
      if (live) setKnown({ psnr });
    };
    // What a newer run takes away comes with that run.
    turn.current = turn.current.then(ask).catch(() => undefined);
    return () => {
      live = false;
    };
  }, [askWorker, job, version]);
  return known?.psnr;
}
