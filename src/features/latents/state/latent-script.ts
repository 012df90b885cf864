import { LabError } from '../../../core/errors';
import { guessUnits, unitSpreads } from '../../../core/model/latent-units';
import type { LatentFileOptions } from '../../../core/scripting-types';
import { modelOf } from '../../../state/model-of';
import { choicesOf, formFor, latentFor, likelyChoice, misfit, spreadOfValues } from './latent-choice';
import { readLatentFile } from './latent-files';
import type { LatentLab } from './latent-opening';

/**
 * Opens a file of latents for a script, which asks nobody: what is left out is taken as the dialog proposes it.
 * @throws LabError 'unsupported-format' for what is no such file, 'bad-setting' for what does not fit the model
 */
export async function openLatentFile(
  { store, actions }: LatentLab,
  blob: Blob,
  { tensor: name, index = 0, units: asked, beside = true }: LatentFileOptions = {},
): Promise<void> {
  const state = store.getState();
  const model = modelOf(state);
  if (!model) throw new LabError('no-backend', 'No model is known yet. Wait for litevae.ready.');
  const file = await readLatentFile(blob instanceof File ? blob : new File([blob], 'latent'));
  const choices = choicesOf([file]);
  const choice =
    name === undefined ? choices[likelyChoice(choices, model)] : choices.find(({ tensor }) => tensor.name === name);
  if (!choice)
    throw bad(
      `"${file.name}" has no tensor "${name}". It has: ${choices.map(({ tensor }) => tensor.name).join(', ')}.`,
    );
  const { shape, read } = choice.tensor;
  if (!Number.isInteger(index) || index < 0 || index >= shape.count)
    throw bad(`The index is a whole number from 0 to ${shape.count - 1}, not ${String(index)}.`);
  const why = misfit(shape, model, state.models);
  if (why) throw bad(why);
  const latent = latentFor(await read(), shape, index, formFor(shape, model));
  const spreads = unitSpreads(model);
  const guess = spreads ? guessUnits(spreadOfValues(latent.data), spreads) : 'scaled';
  await actions.openLatent({ ...latent, name: file.name, units: asked ?? file.units?.is ?? guess }, { beside });
}

function bad(message: string): LabError {
  return new LabError('bad-setting', message);
}
