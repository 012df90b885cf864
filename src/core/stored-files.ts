/** Where downloaded models and the runtime lie in Cache Storage: the worker fills it, the page shows and empties it. */
export const FILE_CACHE = 'litevae-lab-files-1';

/** Header of a stored file: the address that it came from, so that pages on one origin know their own. */
export const SOURCE_HEADER = 'x-source';
