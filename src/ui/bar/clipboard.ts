/** Whether a paste or a drop carries files or folders. */
export function hasFiles(data: DataTransfer | null): data is DataTransfer {
  return [...(data?.items ?? [])].some(({ kind }) => kind === 'file');
}

/** An address in a paste or drop, such as a picture dragged from another page; null without one. */
export function addressOf(data: DataTransfer | null): string | null {
  const text = (data?.getData('text/uri-list') || data?.getData('text/plain') || '').trim().split('\n')[0] ?? '';
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** Reads a picture from the clipboard; null when it holds none. Rejects where the browser refuses. */
export async function readClipboard(): Promise<Blob | null> {
  for (const item of await navigator.clipboard.read()) {
    const type = item.types.find((each) => each.startsWith('image/'));
    if (type) return item.getType(type);
  }
  return null;
}
