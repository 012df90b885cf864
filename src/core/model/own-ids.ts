import { LabError } from '../errors';

/** Models that people add themselves, by their ids and addresses. Small: the page needs it at once. */

/** Start of their ids. The rest is made of the files and of what was answered, so that it is the same in every browser. */
export const OWN_ID = 'own-';
/** Stands before a hash, in place of an address: the file lies in this browser only. */
export const OWN_FILE = 'own:';

export function isOwnId(id: string): boolean {
  return id.startsWith(OWN_ID);
}

export function isOwnAddress(address: string): boolean {
  return address.startsWith(OWN_FILE);
}

/** Files that belong to a model rather than being a picture, and those that are taken for one by mistake. */
export function isModelFile({ name }: { readonly name: string }): boolean {
  return /\.(onnx|onnx[._]data(_\d+)?|safetensors|sft|pt|pth|ckpt|bin|gguf|tflite|ort)$/i.test(name);
}

/** What is said where a link, a card or a script names a model that was added in another browser. */
export function ownMissing(id: string): LabError {
  return new LabError(
    'model-missing',
    `The model "${id}" was added by hand in another browser, or was removed from this one. Add its files here (model menu, "Add your own model"), then try again.`,
  );
}
