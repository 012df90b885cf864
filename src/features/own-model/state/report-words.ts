import { aloneWords, sizeText } from '../../../core/model/manifest';
import type { CheckedModel, ModelReport } from '../../../core/model/own-model';

/** What the dialog says of a check, and on its buttons. */

type Pair = Pick<CheckedModel, 'encoder' | 'decoder'>;

/** One sentence about the whole check. */
export function verdictOf({ findings, missing, model }: Pick<ModelReport, 'findings' | 'missing' | 'model'>): string {
  const wrong = findings.filter(({ verdict }) => verdict === 'differs').length;
  if (model && missing.length > 0)
    return `This is ${missing[0] === 'decoder' ? 'an encoder' : 'a decoder'} alone, and it fits. Use it as it is, or drop its ${missing[0]} here.`;
  if (model) return `This model fits. It was run at ${ranWords(model)} on the CPU.`;
  if (wrong > 0)
    return `This model does not fit: ${wrong === 1 ? '1 check' : `${wrong} checks`} of ${findings.length} found something else.`;
  return missing.length > 0 ? 'Nothing runs before a network is there.' : '';
}

/** A smaller picture than a graph fixes was padded. */
function ranWords({ ranAt = [], encoder, decoder }: CheckedModel): string {
  const [first] = ranAt;
  if (ranAt.length !== 1 || !first) return 'two sizes';
  const isPadded = [encoder, decoder].some((part) => part?.fixedSize && sizeText(part.fixedSize) !== sizeText(first));
  return `${sizeText(first)} pixels${isPadded ? ', padded to the size that its graphs fix,' : ''}`;
}

export function addWords(model: Pair): string {
  const alone = aloneWords(model);
  return alone ? `Use the ${alone}` : 'Add model';
}

/** '' of one network alone, which has no picture to stand beside another. */
export function besideWords(model: Pair, { title }: { readonly title: string }): string {
  return model.encoder && model.decoder ? `Add beside ${title}` : '';
}
