import type { Size } from '../../math/scale';

/** The size at which networks are compared, that of published numbers. By itself, since the page needs no more to name it. */
export const COMMON: Size = { width: 256, height: 256 };
