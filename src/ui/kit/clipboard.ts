/** Whether a paste or a drop carries files or folders. */
export function hasFiles(data: DataTransfer | null): data is DataTransfer {
  return [...(data?.items ?? [])].some(({ kind }) => kind === 'file');
}

/**
 * The address of a picture in a paste or drop without files; null without one. A picture that is dragged from another page
 * comes as HTML, often with the address of the page that it links to beside it, so the HTML is asked first.
 */
export function addressOf(data: DataTransfer | null): string | null {
  if (!data) return null;
  const pictures = new DOMParser().parseFromString(data.getData('text/html'), 'text/html').querySelectorAll('img[src]');
  const lines = (type: string): string[] => data.getData(type).trim().split(/\r?\n/);
  // Lines that begin with # are comments.
  const links = lines('text/uri-list').filter((line) => line && !line.startsWith('#'));
  const candidates = [
    ...Array.from(pictures, (each) => each.getAttribute('src') ?? ''),
    ...links,
    ...lines('text/plain').slice(0, 1),
  ];
  return candidates.map(fetchable).find((address) => address !== null) ?? null;
}

/** Pages cannot fetch file: and blob: addresses of others. */
function fetchable(text: string): string | null {
  try {
    const { href, protocol } = new URL(text);
    return protocol === 'https:' || protocol === 'http:' || href.startsWith('data:image/') ? href : null;
  } catch {
    return null;
  }
}

/** Reads a picture from the clipboard; null when it holds none. Rejects where the browser refuses. It has no limit: the browser may ask the person first, and nothing waits for it. */
export async function readClipboard(): Promise<Blob | null> {
  for (const item of await navigator.clipboard.read()) {
    const type = item.types.find((each) => each.startsWith('image/'));
    if (type) return item.getType(type);
  }
  return null;
}
