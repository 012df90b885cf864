import { expect, test } from 'vitest';
import { setAside, sharedFolder, withoutShared } from './model-folder';

const aside = (...names: string[]) =>
  Object.fromEntries([...setAside(names)].map(([index, { part }]) => [names[index] as string, part]));

test.each([
  [
    ['a/unet/model.onnx', 'a/unet/model.onnx_data', 'a/vae_decoder/model.onnx'],
    { 'a/unet/model.onnx': 'unet', 'a/unet/model.onnx_data': 'unet' },
  ],
  [
    ['text_encoder_2/config.json', 'tokenizer/merges.txt', 'vae/model.onnx', 'vae/config.json'],
    { 'text_encoder_2/config.json': 'text_encoder_2', 'tokenizer/merges.txt': 'tokenizer' },
  ],
  [['onnx/unet_fp16.onnx', 'onnx/vae_encoder.onnx'], { 'onnx/unet_fp16.onnx': 'unet_fp16' }],
  [['x/vae_encoder.onnx', 'x/vae_decoder.onnx', 'x/vocoder/model.onnx'], { 'x/vocoder/model.onnx': 'vocoder' }],
  // A name that says nothing is no reason, and neither is the folder that all are in.
  [['my-vae/encoder.onnx', 'my-vae/decoder.onnx', 'my-vae/parity.safetensors'], {}],
  [['vae_encoder.onnx', 'decoder.onnx'], {}],
  [['my-vae/README.md', 'my-vae/LICENSE', 'my-vae/a.onnx'], { 'my-vae/README.md': '', 'my-vae/LICENSE': '' }],
  // All that there is is looked at.
  [['unet/model.onnx', 'unet/config.json'], {}],
  [['page.html'], {}],
])('of %j %j are set aside', (names, expected) => {
  expect(aside(...names)).toEqual(expected);
});

test('the folder that all files are in', () => {
  expect(sharedFolder(['a/b/c.onnx', 'a/b/d/e.onnx'])).toBe('a/b/');
  expect(sharedFolder(['a/c.onnx', 'ab/c.onnx'])).toBe('');
  expect(sharedFolder(['c.onnx'])).toBe('');
  expect(withoutShared('a/b.onnx', ['a/b.onnx', 'a/c/d.onnx'])).toBe('b.onnx');
});
