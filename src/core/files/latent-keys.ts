/** ComfyUI: the tensor, and the empty one without which values are those of Stable Diffusion 1, times its factor. */
export const COMFY = { tensor: 'latent_tensor', marker: 'latent_format_version_0', oldFactor: 0.18215 } as const;

/** The key of a latent in a .safetensors file, as pipelines of diffusers call the argument that takes it. */
export const LATENTS = 'latents';
