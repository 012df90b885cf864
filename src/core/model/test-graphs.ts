import type { OnnxFile, OnnxValue } from './onnx-file';

export const open = ['h', 'w'] as const;
export const value = (
  name: string,
  channels: number | string,
  size: readonly (number | string)[] = open,
  more: Partial<OnnxValue> = {},
): OnnxValue => ({ name, type: 'float32', shape: [1, channels, ...size], ...more });
export const graph = (
  inputs: readonly OnnxValue[],
  outputs: readonly OnnxValue[],
  more: Partial<OnnxFile> = {},
): OnnxFile => ({
  ir: 8,
  opset: 17,
  domains: [],
  producer: 'pytorch',
  inputs,
  outputs,
  operators: new Set(['Conv']),
  parameters: 10,
  storedAs: new Set(['float32']),
  besides: [],
  ...more,
});
export const BANDS = graph([value('bands1', 12), value('bands2', 12), value('bands3', 12)], [value('moments', 8)]);
export const PICTURE = graph([value('image', 3)], [value('moments', 8)]);
export const PIXELS = graph([value('latent', 4)], [value('image', 3)]);
export const COEFFICIENTS = graph([value('latent', 4)], [value('coefficients', 12)]);
export const named = (name: string, file: OnnxFile) => ({ name, file });
