import { createHash } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { overwriteWeights } from './onnx-weights';
import { serveTinyModel, tinyFile } from './tiny-model';

const encoder = () => tinyFile('encoder.onnx');

/** Overwrites every place where some bytes stand by as many others. */
function swapped(model: Buffer, before: string | readonly number[], after: string | readonly number[]): Buffer {
  const [find, put] = [Buffer.from(before as string), Buffer.from(after as string)];
  const result = Buffer.from(model);
  let found = 0;
  for (let at = result.indexOf(find); at >= 0; at = result.indexOf(find, at + 1)) found += put.copy(result, at);
  if (found === 0 || put.length !== find.length) throw new Error('The tiny model has changed: nothing to overwrite.');
  return result;
}

/** Does not say how many channels it gives, and gives 16: a node that drops the others is merged in behind them. */
function fewerMoments(model: Buffer): Buffer {
  const result = swapped(model, 'moments', 'momentz');
  const declared = result.lastIndexOf('momentz');
  result.write('moments', declared);
  // [1, 24, ...]: of the second size, dim_value 24 becomes an empty dim_param.
  result.set([0x12, 0], result.indexOf(Buffer.from([0x08, 24]), declared));
  const field = (tag: number, ...content: (string | readonly number[] | Buffer)[]): Buffer => {
    const bytes = Buffer.concat(content.map((part) => Buffer.from(part as Buffer)));
    return Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
  };
  const axis = field(0x2a, field(0x0a, 'axis'), [0x18, 1, 0xa0, 1, 2]);
  const node = field(
    0x0a,
    field(0x0a, 'momentz'),
    field(0x0a, 'keep'),
    field(0x12, 'moments'),
    field(0x22, 'Compress'),
    axis,
  );
  const kept = Array.from({ length: 24 }, (_, channel) => Number(channel < 16));
  const keep = field(0x2a, [0x08, 24, 0x10, 9], field(0x42, 'keep'), field(0x4a, kept));
  // Protocol buffers that follow one another are one: the graph of the second is added to that of the first.
  return Buffer.concat([result, field(0x3a, node, keep)]);
}

interface OddModel {
  readonly file?: Buffer;
  /** What the manifest's entry says, in place of what is true of the file. */
  readonly pinned?: { readonly sha256?: string; readonly bytes?: number };
  readonly latentChannels?: number;
  readonly code: string;
  readonly says: RegExp;
}

/** Encoders that cannot do what the manifest says, with true hashes unless that is what is wrong. */
export const ODD_MODELS: Readonly<Record<string, OddModel>> = {
  'wrong-hash': {
    file: encoder(),
    pinned: { sha256: '0'.repeat(64) },
    code: 'model-corrupt',
    says: /does not match its checksum/,
  },
  cut: {
    file: encoder().subarray(0, 9000),
    pinned: { bytes: encoder().length },
    code: 'model-corrupt',
    says: /is not whole: 9000 of \d+ bytes/,
  },
  'too-long': {
    file: Buffer.concat([encoder(), encoder()]),
    pinned: { bytes: encoder().length },
    code: 'model-corrupt',
    says: /is not whole: over \d+/,
  },
  missing: { code: 'model-missing', says: /is not on this server/ },
  'a-page': {
    file: Buffer.from('<!doctype html><title>Not found</title>'),
    code: 'model-corrupt',
    says: /not a readable ONNX graph/,
  },
  'cut-and-hashed': { file: encoder().subarray(0, 9000), code: 'model-corrupt', says: /not a readable ONNX graph/ },
  'other-names': {
    file: swapped(encoder(), 'moments', 'momentz'),
    code: 'model-unsupported',
    says: /and give moments, but .* gives momentz/,
  },
  'decoder-twice': {
    file: tinyFile('decoder.onnx'),
    code: 'model-unsupported',
    says: /should take bands1, .* but it takes latent and gives coefficients/,
  },
  // Another hash, since networks that run already are not built again.
  'other-channels': {
    file: swapped(encoder(), 'pytorch', 'pytorcH'),
    latentChannels: 8,
    code: 'model-unsupported',
    says: /should have 16 channels of float32 in moments, but it has 24/,
  },
  'fewer-channels': {
    file: fewerMoments(encoder()),
    code: 'model-unsupported',
    says: /gives 16 channels of moments in place of 24/,
  },
  'shapes-at-odds': {
    file: swapped(encoder(), [8, 16, 8, 36, 8, 3, 8, 3], [8, 36, 8, 16, 8, 3, 8, 3]),
    code: 'model-unsupported',
    says: /does not fit bands1 .*kernel channels/s,
  },
  'unknown-operator': {
    file: swapped(encoder(), '"\x07Sigmoid', '"\x07Sigmoit'),
    code: 'model-unsupported',
    says: /cannot run here: .*Sigmoit/,
  },
  'newer-opset': {
    file: swapped(encoder(), [0x42, 2, 0x10, 17], [0x42, 2, 0x10, 120]),
    code: 'model-unsupported',
    says: /cannot run here: .*opset/i,
  },
  nan: { file: overwriteWeights(encoder(), 'nan'), code: 'bad-output', says: /values that are not numbers/ },
  zeros: { file: overwriteWeights(encoder(), 'zero'), code: 'bad-output', says: /returned only zeros/ },
};

/** The tiny model and, beside it, every odd one. */
export async function serveOddModels(context: BrowserContext): Promise<void> {
  await serveTinyModel(context);
  const manifest = JSON.parse(tinyFile('manifest.json').toString()) as { models: Record<string, unknown>[] };
  const [tiny] = manifest.models as [
    Record<string, unknown> & { encoder: object; latent: { mean: number[]; std: number[]; pca: number[][] } },
  ];
  for (const [id, { file = Buffer.alloc(9), pinned, latentChannels }] of Object.entries(ODD_MODELS)) {
    const sha256 = createHash('sha256').update(file).digest('hex');
    const part = (row: number[]) => row.slice(0, latentChannels);
    const latent = {
      ...tiny.latent,
      mean: part(tiny.latent.mean),
      std: part(tiny.latent.std),
      pca: tiny.latent.pca.map(part),
    };
    manifest.models.push({
      ...tiny,
      id,
      title: id,
      latent,
      ...(latentChannels && { latentChannels }),
      encoder: { ...tiny.encoder, file: `${id}/encoder.onnx`, bytes: file.length, sha256, ...pinned },
    });
    if (ODD_MODELS[id]?.file)
      await context.route(`**/models/${id}/encoder.onnx`, (route) => route.fulfill({ body: file }));
    else await context.route(`**/models/${id}/encoder.onnx`, (route) => route.fulfill({ status: 404, body: 'none' }));
  }
  await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
}
