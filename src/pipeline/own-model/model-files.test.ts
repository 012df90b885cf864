import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { OwnFile } from '../../core/model/own-model';
import { sortFiles } from './model-files';

const FOLDER = 'e2e/fixtures/tiny-f8c12';
const file = (
  name: string,
  content: string | Uint8Array<ArrayBuffer> = new Uint8Array(readFileSync(`${FOLDER}/${name}`)),
): OwnFile => ({ name, data: new Blob([content]) });
const [ENCODER, DECODER, MANIFEST, PARITY] = [
  'encoder.onnx',
  'decoder.onnx',
  'manifest.json',
  'parity.safetensors',
].map((name) => file(name)) as [OwnFile, OwnFile, OwnFile, OwnFile];
/** A safetensors file whose tensors have these types, and one value each. */
function tensors(types: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const sizeOf = (dtype: string): number => ({ BF16: 2 })[dtype] ?? 4;
  let end = 0;
  const entry = (dtype: string) => ({ dtype, shape: [1], data_offsets: [end, (end += sizeOf(dtype))] });
  const header = new TextEncoder().encode(
    JSON.stringify(Object.fromEntries(Object.entries(types).map(([name, dtype]) => [name, entry(dtype)]))),
  );
  const content = new Uint8Array(8 + header.length + end);
  new DataView(content.buffer).setBigUint64(0, BigInt(header.length), true);
  content.set(header, 8);
  return content;
}
const WEIGHTS = tensors({ 'decoder.conv_in.weight': 'BF16', 'decoder.conv_in.bias': 'BF16' });
const differing = ({ findings }: Awaited<ReturnType<typeof sortFiles>>) =>
  findings.filter(({ verdict }) => verdict === 'differs');

test('the four files of a model, in any order and under other names', async () => {
  const sorted = await sortFiles([
    PARITY,
    { ...ENCODER, name: 'one.onnx' },
    MANIFEST,
    { ...DECODER, name: 'one.onnx' },
  ]);
  expect(sorted.files.map(({ role }) => role)).toEqual(['parity', 'encoder', 'manifest', 'decoder']);
  expect(sorted.files[1]?.says).toBe(
    'Encoder: takes bands1 (12 channels), bands2 (12 channels), bands3 (12 channels), gives moments (24 channels).',
  );
  expect(differing(sorted)).toEqual([]);
  expect(sorted.missing).toEqual([]);
  expect(sorted.encoder?.sha256).toMatch(/^640a0b22/);
  expect(sorted.manifest?.title).toBe('Tiny test model');
});

test('a lone network asks for the other one', async () => {
  expect(await sortFiles([ENCODER])).toMatchObject({ missing: ['decoder'], findings: expect.anything() as unknown });
  expect((await sortFiles([DECODER])).missing).toEqual(['encoder']);
  expect((await sortFiles([MANIFEST])).missing).toEqual(['encoder', 'decoder']);
});

test.each([
  ['weights.zipped', Uint8Array.of(0x50, 0x4b, 3, 4, 9), /PyTorch checkpoint.*not an ONNX graph/],
  ['model.onnx.data', new Uint8Array(100), /weights of an ONNX file.*together with it/],
  ['cut.onnx', new Uint8Array(readFileSync(`${FOLDER}/encoder.onnx`)).slice(0, 9000), /ends too early/],
  ['empty.onnx', '', /is empty/],
  ['page.onnx', '<!doctype html><p>404', /a web page, not an ONNX graph/],
  ['card.json', '{"kind": "litevae-lab repro card"}', /settings and results, not the manifest/],
  ['latent.safetensors', tensors({ latent_tensor: 'F32' }), /neither the weights of a model nor parity tensors/],
])('%s gets a sentence of its own, and the others go on', async (name, content, says) => {
  const { files, encoder, decoder } = await sortFiles([ENCODER, DECODER, file(name, content)]);
  expect(files[2]).toMatchObject({ role: null, says: expect.stringMatching(says) as unknown });
  expect(encoder).not.toBeNull();
  expect(decoder).not.toBeNull();
});

test('a manifest or parity tensors of other files are refused', async () => {
  const other = MANIFEST.data.text().then((text) => text.replace('640a0b22', '00000000'));
  expect(differing(await sortFiles([ENCODER, DECODER, file('manifest.json', await other)]))).toMatchObject([
    { what: 'Checksum of the encoder', found: '640a0b2241d1…' },
  ]);
  const content = new Uint8Array(await PARITY.data.arrayBuffer());
  const text = new TextDecoder('latin1').decode(content);
  content.set(new TextEncoder().encode('00000000'), text.indexOf('640a0b22'));
  expect(differing(await sortFiles([ENCODER, DECODER, file('parity.safetensors', content)]))).toMatchObject([
    { cure: expect.stringMatching(/another encoder/) as unknown },
  ]);
});

const JSONS = {
  diffusers: '{"_class_name": "AutoencoderKL", "scaling_factor": 0.18215, "shift_factor": null, "sample_size": 512}',
  other: '{"name": "my-page", "version": "1.0.0"}',
  broken: '{"title": ',
  card: '{"kind": "litevae-lab repro card"}',
};

test.each([
  ['other', 'aside', /no manifest of a model, so it is left out/],
  ['broken', null, /not valid JSON/],
  ['card', null, /settings and results/],
  ['diffusers', 'configuration', /AutoencoderKL: sample size 512, latent scale 0\.18215\./],
] as const)('JSON that is %s beside networks that fit leaves them fitting', async (kind, role, says) => {
  const sorted = await sortFiles([ENCODER, DECODER, file('config.json', JSONS[kind])]);
  expect(differing(sorted)).toEqual([]);
  expect(sorted.files[2]).toMatchObject({ role, says: expect.stringMatching(says) as unknown });
  expect(sorted.configs.map(({ scale }) => scale)).toEqual(kind === 'diffusers' ? [0.18215] : []);
});

test('a manifest has the last word on the scale, and two configurations are no trouble', async () => {
  const config = file('config.json', JSONS.diffusers);
  const both = await sortFiles([config, ENCODER, MANIFEST, DECODER, { ...config, name: 'config-2.json' }]);
  expect(differing(both)).toEqual([]);
  expect(both.manifest).toMatchObject({ title: 'Tiny test model', latent: { scale: 1 } });
});

const OTHER = new Uint8Array(readFileSync('e2e/fixtures/tiny-kinds/moments-encoder.onnx'));
const PIPELINE = {
  'sd/model_index.json': '{"_class_name": "StableDiffusionXLPipeline"}',
  'sd/README.md': '# Model',
  'sd/scheduler/scheduler_config.json': '{"_class_name": "EulerDiscreteScheduler"}',
  'sd/text_encoder/model.onnx': OTHER,
  'sd/text_encoder_2/model.onnx_data': OTHER,
  'sd/tokenizer/vocab.json': '{"a": 1}',
  'sd/unet/model.onnx': OTHER,
  'sd/vae/diffusion_pytorch_model.safetensors': WEIGHTS,
};

test('of the folder of a whole pipeline the autoencoder is taken; nothing else is read, and each file says why', async () => {
  const read: string[] = [];
  const rest = Object.entries(PIPELINE).map(([name, content]) => {
    const each = file(name, content);
    each.data.arrayBuffer = () => {
      read.push(name);
      return Blob.prototype.arrayBuffer.call(each.data);
    };
    return each;
  });
  const sorted = await sortFiles([
    ...rest,
    { ...ENCODER, name: 'sd/vae_encoder/model.onnx' },
    file('sd/vae_encoder/config.json', JSONS.diffusers),
    { ...DECODER, name: 'sd/vae_decoder/model.onnx' },
    file('sd/vae_decoder/config.json', JSONS.diffusers),
  ]);
  expect(sorted.findings.filter(({ verdict }) => verdict !== 'fits' && verdict !== 'note')).toEqual([]);
  expect([sorted.encoder?.name, sorted.decoder?.name, sorted.missing]).toEqual([
    'sd/vae_encoder/model.onnx',
    'sd/vae_decoder/model.onnx',
    [],
  ]);
  expect(sorted.files.map(({ role }) => role)).toEqual([
    'configuration',
    ...Array.from({ length: 7 }, () => 'aside'),
    ...['encoder', 'configuration', 'decoder', 'configuration'],
  ]);
  expect(sorted.files[6]?.says).toBe('unet, another part of the pipeline.');
  expect(sorted.files[7]?.says).toBe('Weights, which are not needed beside the networks.');
  expect(read).toEqual(['sd/model_index.json']);
});

test('what a person says of a file counts more than its graph, and undoes that it is set aside', async () => {
  const swapped = await sortFiles([
    { ...ENCODER, as: 'decoder' },
    { ...DECODER, as: 'encoder' },
  ]);
  expect(swapped.files.map(({ role }) => role)).toEqual(['decoder', 'encoder']);
  const without = await sortFiles([ENCODER, DECODER, { ...file('other.onnx', OTHER), as: 'none' }]);
  expect(without.files.map(({ role }) => role)).toEqual(['encoder', 'decoder', 'aside']);
  const unet = await sortFiles([{ ...file('unet/model.onnx', OTHER), as: 'encoder' }, DECODER]);
  expect(unet.encoder?.name).toBe('unet/model.onnx');
});

test('of several versions of a network the plainest is used, and the others are said', async () => {
  const other = file('vae_encoder/model_fp16.onnx', OTHER);
  const sorted = await sortFiles([
    other,
    { ...ENCODER, name: 'vae_encoder/model.onnx' },
    { ...DECODER, name: 'vae_decoder/model.onnx' },
  ]);
  expect([sorted.encoder?.name, sorted.missing, differing(sorted)]).toEqual(['vae_encoder/model.onnx', [], []]);
  expect(sorted.findings[0]).toMatchObject({ found: 'besides: vae_encoder/model_fp16.onnx, not used' });
  expect(sorted.files[0]).toMatchObject({
    role: 'network',
    says: expect.stringMatching(/^Network, not used/) as unknown,
  });
  const told = await sortFiles([{ ...other, as: 'encoder' }, ENCODER, DECODER]);
  expect(told.encoder?.name).toBe('vae_encoder/model_fp16.onnx');
});

test('configurations that contradict each other are said, and stop nothing', async () => {
  const other = JSONS.diffusers.replace('0.18215', '0.13025');
  const sorted = await sortFiles([
    ENCODER,
    DECODER,
    file('a/config.json', JSONS.diffusers),
    file('b/config.json', other),
  ]);
  expect(differing(sorted)).toEqual([]);
  expect(sorted.findings).toContainEqual(
    expect.objectContaining({ verdict: 'note', found: '0.18215 and 0; 0.13025 and 0' }),
  );
});

const PICKLE = Uint8Array.of(0x80, 2, 0x7d, 0x71);
test.each([
  ['diffusion_pytorch_model.safetensors', WEIGHTS, 'FOLDER_OR_ID'],
  ['vae/diffusion_pytorch_model.safetensors', WEIGHTS, 'vae'],
  ['my vae/model.bin', PICKLE, '"my vae"'],
  ['taesd_decoder.pth', Uint8Array.of(0x50, 0x4b, 3, 4, 9), 'FOLDER_OR_ID'],
  ['model.ckpt', PICKLE, 'FOLDER_OR_ID'],
])('%s is told what it is, once, with the command that exports it', async (name, content, folder) => {
  const sorted = await sortFiles([file(name, content)]);
  expect(sorted.files[0]).toEqual(
    expect.objectContaining({
      role: null,
      says: `Weights, which a browser cannot run. One command in the folder training of this project makes ONNX files of them: python export_diffusers.py ${folder} --out DIR`,
    }),
  );
  expect(sorted.findings).toEqual([]);
});

test('the same file twice is one', async () => {
  const { files, missing } = await sortFiles([ENCODER, { ...ENCODER, name: 'again.onnx' }]);
  expect(files[1]?.says).toBe('It is the same file as encoder.onnx.');
  expect(missing).toEqual(['decoder']);
});
