import type { Term } from './term';

/** Words of what computes. */
export const MACHINE: readonly Term[] = [
  {
    name: 'WebGPU',
    text: 'The way in which a page computes on the graphics processor of your computer.',
    source: { name: 'WebGPU at W3C', href: 'https://www.w3.org/TR/webgpu/' },
  },
  {
    name: 'wasm',
    forms: ['WebAssembly'],
    text: 'WebAssembly: fast code that browsers run on the processor (CPU). The networks run on it where WebGPU is missing.',
    source: { name: 'webassembly.org', href: 'https://webassembly.org' },
  },
  { name: 'adapter', text: 'A graphics processor with its driver, as the browser offers it.' },
  { name: 'backend', text: 'What computes: the graphics processor by WebGPU, or the CPU by WebAssembly.' },
  { name: 'shader', text: 'A small program that runs on the graphics processor, once for each pixel or value.' },
  {
    name: 'dispatch',
    forms: ['dispatches', 'Calls'],
    text: 'One call that starts a shader on the graphics processor.',
    formula: 'Dispatches',
  },
  {
    name: 'readback',
    text: 'A copy from the graphics processor to the CPU. It makes both wait, so the page counts them; between the stages there are none.',
  },
  {
    name: 'timestamp queries',
    forms: ['GPU time', 'GPU times'],
    text: 'Clocks in the graphics processor that measure a stage by itself.',
    formula: 'GPU times',
  },
  {
    name: 'wall time',
    forms: ['time on the clock'],
    text: 'The time on a clock from start to end, with all work on the graphics processor done.',
    formula: 'Times',
  },
  {
    name: 'cold and warm',
    forms: ['warm', 'cold', 'warm-up'],
    text: 'The first run of a size is cold: it also prepares shaders or networks. Later ones are warm.',
    formula: 'Times',
  },
  { name: 'median', text: 'The middle value: half of them are smaller, half are larger.' },
  {
    name: 'bytes moved',
    forms: ['Moved'],
    text: 'What a stage must read and write at least once, by the sizes of its tensors.',
    formula: 'Bytes moved',
  },
  {
    name: 'fp32',
    forms: ['float32'],
    text: 'Floating-point numbers of 32 bits, with about 7 decimal digits. All of the page’s own steps use them.',
    formula: 'Precision',
  },
  {
    name: 'fp16',
    forms: ['float16'],
    text: 'Floating-point numbers of 16 bits: half the memory, about 3 decimal digits, and nothing above 65,504.',
    formula: 'Precision',
  },
  {
    name: 'parity',
    forms: ['matches PyTorch', 'receipt'],
    text: 'Whether this device computes what PyTorch computed. A small picture whose values are known tells.',
    formula: 'Parity receipt',
  },
  {
    name: 'PyTorch',
    text: 'The program in which the models were trained.',
    source: { name: 'pytorch.org', href: 'https://pytorch.org' },
  },
  {
    name: 'ONNX',
    text: 'A file format for networks that many programs read, this page among them.',
    source: { name: 'onnx.ai', href: 'https://onnx.ai' },
  },
  {
    name: 'opset',
    text: 'The version of the list of operations from which an ONNX graph is made.',
    source: { name: 'ONNX versions', href: 'https://onnx.ai/onnx/intro/concepts.html' },
  },
  { name: 'tensor', text: 'A block of numbers with named sides, such as channels × height × width.' },
  {
    name: 'tile',
    forms: ['tiling'],
    text: 'A part of the picture that a network gets by itself, where the whole does not fit into memory.',
  },
  {
    name: 'halo',
    text: 'The cells around a tile that the network reads as well, so that the tile’s borders come out right. They are not kept.',
  },
  { name: 'seam', text: 'The difference between two neighbouring tiles along their border.' },
  {
    name: 'stage',
    text: 'One step on the way from the picture to the error, such as the bands, the encoder or the latent.',
  },
  { name: 'MiB', forms: ['KiB', 'GiB'], text: '1 MiB is 1,024 KiB or 1,048,576 bytes.' },
  { name: 'SHA-256', text: 'A fingerprint of a file. Two files with the same one are the same.' },
  { name: 'manifest', text: 'The file that lists the models of a page.' },
];
