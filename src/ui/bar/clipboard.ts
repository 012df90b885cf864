/** The first picture of a paste or drop; null when it carries none. */
export function pictureOf(data: DataTransfer | null): File | null {
  const files = [...(data?.files ?? [])];
  return files.find((file) => file.type.startsWith('image/')) ?? files[0] ?? null;
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
