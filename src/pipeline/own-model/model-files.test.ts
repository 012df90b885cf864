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
  ['weights.pt', Uint8Array.of(0x50, 0x4b, 3, 4, 9), /PyTorch checkpoint.*not an ONNX graph/],
  ['model.onnx.data', new Uint8Array(100), /weights of an ONNX file.*external_data=False/],
  ['cut.onnx', new Uint8Array(readFileSync(`${FOLDER}/encoder.onnx`)).slice(0, 9000), /ends too early/],
  ['empty.onnx', '', /is empty/],
  ['page.onnx', '<!doctype html><p>404', /a web page, not an ONNX graph/],
  ['card.json', '{"kind": "litevae-lab repro card"}', /settings and results, not the manifest/],
  ['weights.safetensors', new Uint8Array(20), /no file of parity tensors/],
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
  diffusers: '{"_class_name": "AutoencoderKL", "scaling_factor": 0.18215, "shift_factor": null}',
  other: '{"name": "my-page", "version": "1.0.0"}',
  broken: '{"title": ',
  card: '{"kind": "litevae-lab repro card"}',
};

test.each([
  ['other', null, /no manifest of a model, so it is left out/],
  ['broken', null, /not valid JSON/],
  ['card', null, /settings and results/],
  ['diffusers', 'configuration', /AutoencoderKL: latent scale 0\.18215\./],
] as const)('JSON that is %s beside networks that fit leaves them fitting', async (kind, role, says) => {
  const sorted = await sortFiles([ENCODER, DECODER, file('config.json', JSONS[kind])]);
  expect(differing(sorted)).toEqual([]);
  expect(sorted.files[2]).toMatchObject({ role, says: expect.stringMatching(says) as unknown });
  expect(sorted.manifest?.latent.scale).toBe(kind === 'diffusers' ? 0.18215 : undefined);
});

test('a manifest has the last word on the scale, and two configurations are no trouble', async () => {
  const config = file('config.json', JSONS.diffusers);
  const both = await sortFiles([config, ENCODER, MANIFEST, DECODER, { ...config, name: 'config-2.json' }]);
  expect(differing(both)).toEqual([]);
  expect(both.manifest).toMatchObject({ title: 'Tiny test model', latent: { scale: 1 } });
});

test('of the folder of a whole pipeline the two networks of the autoencoder are taken, and weights beside them do not matter', async () => {
  const other = file('unet-model.onnx', new Uint8Array(readFileSync('e2e/fixtures/tiny-kinds/moments-encoder.onnx')));
  const weights = new Uint8Array([8, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode('{"w":{}}')]);
  const sorted = await sortFiles([
    other,
    { ...ENCODER, name: 'vae_encoder-model.onnx' },
    { ...DECODER, name: 'vae_decoder-model.onnx' },
    file('model.safetensors', weights),
  ]);
  expect(differing(sorted)).toEqual([]);
  expect([sorted.encoder?.name, sorted.decoder?.name, sorted.missing]).toEqual([
    'vae_encoder-model.onnx',
    'vae_decoder-model.onnx',
    [],
  ]);
});

test('weights are told what they are, once, whatever their type', async () => {
  const header = new TextEncoder().encode(
    JSON.stringify({
      __metadata__: { format: 'pt' },
      'decoder.conv_in.weight': { dtype: 'BF16', shape: [1], data_offsets: [0, 2] },
    }),
  );
  const weights = new Uint8Array(8 + header.length + 2);
  new DataView(weights.buffer).setBigUint64(0, BigInt(header.length), true);
  weights.set(header, 8);
  const sorted = await sortFiles([file('diffusion_pytorch_model.safetensors', weights)]);
  expect(sorted.files[0]).toEqual(
    expect.objectContaining({
      role: null,
      says: 'Weights as safetensors, which cannot run here. Export encoder and decoder as ONNX: the guide above says how.',
    }),
  );
  expect(sorted.findings).toEqual([]);
});

test('the same file twice is one', async () => {
  const { files, missing } = await sortFiles([ENCODER, { ...ENCODER, name: 'again.onnx' }]);
  expect(files[1]?.says).toBe('It is the same file as encoder.onnx.');
  expect(missing).toEqual(['decoder']);
});
