/** Downloaded models and the runtime lie in Cache Storage: the worker fills it, the page shows and empties it. */
export const FILE_CACHE = 'litevae-lab-files-1';

/** Address under which a file is kept: another content is another file. @param sha256 lower-case hex */
export function storedAs(sha256: string, origin: string): string {
  return new URL(`/litevae-lab/${sha256}`, origin).href;
}

/** Header of a stored file: the address that it came from, so that pages on one origin know their own. */
export const SOURCE_HEADER = 'x-source';

/** The cache of models that people added: their networks like other files, and an entry for each by its id. They go when they are removed. */
export const OWN_CACHE = 'litevae-lab-own-1';
const OWN_ENTRIES = '/litevae-lab/own/';

export function ownEntryAt(id: string, origin: string): string {
  return new URL(OWN_ENTRIES + encodeURIComponent(id), origin).href;
}

export function isOwnEntry(address: string): boolean {
  return new URL(address).pathname.startsWith(OWN_ENTRIES);
}
