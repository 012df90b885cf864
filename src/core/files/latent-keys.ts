/** ComfyUI: the tensor, and the empty one without which values are those of Stable Diffusion 1, times its factor. */
export const COMFY = { tensor: 'latent_tensor', marker: 'latent_format_version_0', oldFactor: 0.18215 } as const;

/** Names that say by themselves that a file holds latents or other arrays. */
export function isArrayFile({ name }: { readonly name: string }): boolean {
  return /\.(npy|npz|latent)$/i.test(name);
}

/** Files that may hold latents or the weights of a model: only a look into them tells. */
export function mayBeLatents(file: { readonly name: string }): boolean {
  return isArrayFile(file) || /\.(safetensors|sft|pt|pth)$/i.test(file.name);
}

/** The key of a latent in a .safetensors file, as pipelines of diffusers call the argument that takes it. */
export const LATENTS = 'latents';
