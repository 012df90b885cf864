/** The drawer of latents that come from files. */
export const LATENT_DRAWER = 'latent-file';
