/** Folders of models as diffusers and optimum write them: what of them is the autoencoder, told by names alone. */

/** Parts of a pipeline that are no autoencoder, as folders and files are called. */
const OTHER_PART =
  /^(unet|transformer|text[-_]?(encoder|model)|image[-_]?encoder|vision[-_]?(encoder|model)|tokenizer|scheduler|safety[-_]?checker|feature[-_]?extractor|controlnet|prior|lora|adapter)([-_.]?\d+)?([-_.](model|fp16|fp32|quantized|q\w*|int8|uint8))*$/i;
const AUTOENCODER = /(^|[-_.\d])(vae|vqvae|vqgan|autoencoder|ae|dc-?ae|tae\w*)([-_.\d]|$)/i;
/** What folders of models hold beside networks and JSON. */
const NO_MODEL =
  /(^|\/)(licen[cs]e|readme|notice|\.[^/]*)$|\.(md|txt|rst|pdf|png|jpe?g|webp|gif|svg|py|ipynb|ya?ml|toml|csv|html?|model|gitattributes)$/i;
const NETWORK = /\.onnx$/i;
const WEIGHTS = /\.(safetensors|pth?|ckpt|bin|sft|msgpack|h5)$/i;

/** Why a file is set aside without being read. */
export interface SetAside {
  /** The part of the pipeline, such as unet; '' for what is no part of any model. */
  readonly part: string;
}

/**
 * Files that an autoencoder does not need, by index: other parts of a pipeline, and texts and pictures beside it. Where no
 * network would be left, none is set aside for its part.
 * @param names with their folders: 'vae_encoder/model.onnx'
 */
export function setAside(names: readonly string[]): ReadonlyMap<number, SetAside> {
  const aside = new Map<number, SetAside>();
  const isModel = (name: string): boolean => NETWORK.test(name) || WEIGHTS.test(name);
  const parts = names.map(partOf);
  const isLeft = names.some((name, index) => isModel(name) && parts[index] === null);
  const networks = names.flatMap((name, index) => (NETWORK.test(name) && parts[index] === null ? [index] : []));
  const shared = sharedFolder(names).length;
  const named = networks.filter((index) => AUTOENCODER.test((names[index] as string).slice(shared)));
  names.forEach((name, index) => {
    const part = parts[index];
    if (part && isLeft) aside.set(index, { part });
    // Two that are called so are the autoencoder; what else is beside them is not.
    else if (named.length >= 2 && networks.includes(index) && !named.includes(index))
      aside.set(index, { part: name.split('/').at(-2) ?? name });
    else if (NO_MODEL.test(name) && names.some(isModel)) aside.set(index, { part: '' });
  });
  return aside;
}

function partOf(name: string): string | null {
  const segments = name.split('/');
  const last = (segments.pop() ?? '').replace(/\.(onnx([._]data(_\d+)?)?|data|safetensors|bin|json)$/i, '');
  return [...segments, last].find((segment) => OTHER_PART.test(segment)) ?? null;
}

/** A name without the folder that all files are in. */
export function withoutShared(name: string, names: readonly string[]): string {
  const shared = sharedFolder(names);
  return name.startsWith(shared) ? name.slice(shared.length) : name;
}

/** 'my-model/' where every file is in that folder, '' where there is none. */
export function sharedFolder(names: readonly string[]): string {
  const [first = ''] = names;
  const folders = first.split('/').slice(0, -1);
  let shared = '';
  for (const folder of folders) {
    const longer = `${shared}${folder}/`;
    if (!names.every((name) => name.startsWith(longer))) break;
    shared = longer;
  }
  return shared;
}
