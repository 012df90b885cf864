import * as v from 'valibot';
import { LabError } from '../errors';
import { diffusersFacts } from '../files/diffusers-config';
import { jsonKind } from '../files/json-kinds';
import { isRecord } from './checks';
import type { ReproCard } from './repro-card';

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const measure = v.nullable(v.number());
const CARD = v.object({
  picture: v.object({ sha256: hash, name: v.string(), bytes: v.number() }),
  model: v.object({ id: v.string(), encoder: hash, decoder: hash }),
  runtime: v.object({ backend: v.string(), adapter: v.string() }),
  metrics: v.object({ psnr: measure, ssim: measure, mse: measure, meanAbsolute: measure, maxAbsolute: measure }),
  settings: v.custom(isRecord),
  made: v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
  second: v.optional(v.object({ name: v.string() })),
});
/** What a sentence calls the parts whose key is no word for it. */
const WORDS: Readonly<Record<string, string>> = {
  'picture.bytes': 'the size of its picture',
  made: 'its date',
  second: 'its second picture',
};

/**
 * Reads a card. Its settings are not checked here: applyPatch does, and says what is wrong with them.
 * @throws LabError 'bad-setting' with a sentence for whatever is no card of this version
 */
export function parseCard(text: string): ReproCard {
  let card: Record<string, unknown>;
  try {
    card = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new LabError(
      'bad-setting',
      'This file is not valid JSON, so it holds no settings and results. Export it again.',
      { cause },
    );
  }
  const kind = jsonKind(card);
  if (kind === 'manifest' || kind === 'diffusers') {
    const what =
      kind === 'manifest'
        ? 'the manifest of a model'
        : `the configuration of a model of diffusers (${diffusersFacts(card).className})`;
    throw new LabError(
      'bad-setting',
      `This JSON file is ${what}. Drop it together with its encoder and decoder (ONNX files).`,
    );
  }
  if (kind !== 'card') {
    throw new LabError(
      'bad-setting',
      'This JSON file holds no settings and results of this page. Export, Settings and results (JSON) makes such files.',
    );
  }
  if (card['version'] !== 1) {
    throw new LabError(
      'bad-setting',
      `This file of settings and results has version ${String(card['version'])}, which this page does not know. Use a newer page.`,
    );
  }
  const checked = v.safeParse(CARD, card, { abortEarly: true });
  if (!checked.success) {
    const [part = '', field = ''] = checked.issues[0].path?.map(({ key }) => String(key)) ?? [];
    const what = WORDS[`${part}.${field}`] ?? WORDS[part] ?? `its ${part}`;
    throw new LabError(
      'bad-setting',
      `This file of settings and results is damaged: ${what} is missing or wrong. Export it again.`,
    );
  }
  return card as unknown as ReproCard;
}
