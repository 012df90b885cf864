import { AUTOENCODER } from './terms/autoencoder';
import { MACHINE } from './terms/machine';
import { METRICS } from './terms/metrics';
import type { Term } from './terms/term';
import { TRANSFORM } from './terms/transform';

/** Every word of the page that not everybody knows, by subject. */
export const GLOSSARY: readonly Term[] = [...TRANSFORM, ...AUTOENCODER, ...METRICS, ...MACHINE];
