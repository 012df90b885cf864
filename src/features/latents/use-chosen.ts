import { useEffect, useMemo, useState } from 'react';
import { guessUnits, unitSpreads, type LatentUnits, type UnitSpreads } from '../../core/model/latent-units';
import type { ModelEntry } from '../../core/model/manifest';
import type { GivenLatent } from '../../core/picture/given-latent';
import { latentAt } from '../../core/files/latent-shape';
import { countNonFinite } from '../../core/metrics/stats';
import type { LatentDifference } from '../../core/metrics/latent-difference';
import { liveJob } from '../../state/selectors';
import { useLab, useLabObject } from '../../ui/lab-context';
import { formFor, latentFor, misfit, spreadOfValues, type LatentChoice } from './state/latent-choice';
import { differenceFrom, ownResult, type OwnResult } from './state/latent-opening';
import { useValues } from './use-latent-files';

/** What Show opens. */
export interface ChosenLatent {
  readonly given: GivenLatent;
  readonly model: ModelEntry;
}

export interface Chosen {
  /** Null while its values come, and where it cannot be shown. */
  readonly latent: ChosenLatent | null;
  /** Why it cannot be shown, as a sentence; '' where it can, or while that is not known. */
  readonly trouble: string;
  /** Its standard deviation over all values; NaN while they come. */
  readonly std: number;
  /** Those of the model's latents; null where raw and scaled are the same. */
  readonly spreads: UnitSpreads | null;
  readonly units: LatentUnits;
  /** Why these units are proposed, as a sentence. */
  readonly because: string;
  readonly setUnits: (units: LatentUnits) => void;
  /** How it differs from the latent of the open picture; null where there is none of its shape. */
  readonly beside: { readonly picture: string; readonly difference: LatentDifference } | null;
}

/** One latent of a tensor, in the form that the model has, with its units. */
export function useChosen(choice: LatentChoice | undefined, entry: number, model: ModelEntry | undefined): Chosen {
  const models = useLab((state) => state.models);
  const [asked, setAsked] = useState<LatentUnits | null>(null);
  const values = useValues(choice?.tensor);
  const shape = choice?.tensor.shape;
  const form = shape && model ? formFor(shape, model) : null;
  const latent = useMemo(
    () => (shape && form && values instanceof Float32Array ? latentFor(values, shape, entry, form) : null),
    [shape, form, values, entry],
  );
  const odd = useMemo(() => (latent ? countNonFinite(latent.data) : 0), [latent]);
  const std = useMemo(
    () => (shape && values instanceof Float32Array ? spreadOfValues(latentAt(values, shape, entry)) : NaN),
    [shape, values, entry],
  );
  const spreads = useMemo(() => (model ? unitSpreads(model) : null), [model]);
  const said = choice?.file.units ?? null;
  const units = asked ?? said?.is ?? (spreads ? guessUnits(std, spreads) : 'scaled');
  const name = choice?.file.name ?? '';
  const given = useMemo<ChosenLatent | null>(
    () => (latent && model && odd === 0 ? { given: { ...latent, units, name }, model } : null),
    [latent, model, odd, units, name],
  );
  const beside = useBeside(given);
  return {
    latent: given,
    trouble: troubleOf(),
    std,
    spreads,
    units,
    because: said?.because ?? (spreads ? guessWords(std, spreads) : ''),
    setUnits: setAsked,
    beside,
  };

  function troubleOf(): string {
    if (!model) return 'No model is known yet. Wait for it to load.';
    if (!shape) return '';
    if (typeof values === 'string') return values;
    const why = misfit(shape, model, models);
    if (why) return why;
    return odd > 0
      ? `${odd} of its values ${odd === 1 ? 'is' : 'are'} NaN or infinite, so no decoder can run on it. Write it again without them.`
      : '';
  }
}

function guessWords(std: number, { scaled, raw }: UnitSpreads): string {
  if (Number.isNaN(std)) return '';
  const digits = (value: number): string => value.toPrecision(2);
  return `Its standard deviation is ${digits(std)}; the model's scaled latent has ${digits(scaled)}, its raw one ${digits(raw)}.`;
}

/** The latent of the open picture beside it. */
function useBeside(chosen: ChosenLatent | null): Chosen['beside'] {
  const lab = useLabObject();
  const job = useLab(liveJob);
  const dims = chosen?.given.dims.join() ?? '';
  const model = chosen?.model;
  const [found, setFound] = useState<{ readonly of: string; readonly own: OwnResult | null } | null>(null);
  const key = `${job} ${model?.id} ${dims}`;
  useEffect(() => {
    let current = true;
    if (model && dims)
      void ownResult(lab, dims.split(',').map(Number), model).then((own) => {
        if (current) setFound({ of: key, own });
      });
    return () => {
      current = false;
    };
  }, [lab, model, dims, key]);
  return useMemo(() => {
    const own = found?.of === key ? found.own : null;
    return own && chosen ? { picture: own.name, difference: differenceFrom(own, chosen.given, chosen.model) } : null;
  }, [found, key, chosen]);
}
