import type { ReactElement } from 'react';

/** Children without bare text: what stands beside others in an element is wrapped, since translators replace text nodes. */
export type Elements = ReactElement | false | null | undefined | readonly Elements[];
