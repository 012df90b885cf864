/** The paper as its authors cite it (arXiv 2405.14477). */
export const PAPER_BIBTEX = `@inproceedings{sadat2024litevae,
  title     = {LiteVAE: Lightweight and Efficient Variational Autoencoders for Latent Diffusion Models},
  author    = {Sadat, Seyedmorteza and Buhmann, Jakob and Bradley, Derek and Hilliges, Otmar and Weber, Romann M.},
  booktitle = {Advances in Neural Information Processing Systems},
  year      = {2024},
  eprint    = {2405.14477},
  archiveprefix = {arXiv}
}`;

/** This page in the version that runs. */
export function toolBibtex(version: string): string {
  return `@software{litevaelab2026,
  title   = {litevae-lab: see, change and measure an autoencoder in the browser},
  author  = {{The litevae-lab authors}},
  year    = {2026},
  version = {${version}},
  license = {Apache-2.0}
}`;
}
