import { LabError } from '../core/errors';

/** Content types that servers send for things that are no picture; anything else is judged by its bytes. */
const OTHER_TYPES = /^(text\/(?!xml|plain)|application\/(json|javascript|pdf|zip|xhtml\+xml)|audio\/|video\/)/i;

/**
 * Fetches a picture from an address of this page's origin, from another origin that allows it, or from a data: URL.
 * No cookies and no referrer go to other origins. Whether the bytes are a picture is for the decoder to say.
 * @throws LabError 'fetch-failed' for a bad address or no connection, 'http-error' with the status, 'cors' when
 *   another origin does not let this page read it, 'not-an-image' for a web page or another document, 'aborted'.
 */
export async function fetchPicture(address: string, signal?: AbortSignal): Promise<Blob> {
  const url = parse(address);
  if (url.protocol === 'data:') return readDataUrl(url);
  const response = await request(url, signal);
  if (!response.ok) {
    throw new LabError(
      'http-error',
      `${placeOf(url)} answered ${response.status}${reason(response.status)}. Check the address.`,
    );
  }
  const type = response.headers.get('content-type') ?? '';
  if (OTHER_TYPES.test(type)) {
    const plainType = type.split(';')[0];
    throw new LabError(
      'not-an-image',
      `${placeOf(url)} sent ${plainType} instead of a picture. Open the picture itself, then copy its address.`,
    );
  }
  try {
    return await response.blob();
  } catch (cause) {
    throw (
      stopped(signal) ??
      new LabError('fetch-failed', `The download from ${placeOf(url)} broke off. Try again.`, { cause })
    );
  }
}

/** A short name for the picture behind an address: its last part, else its host. */
export function nameOfAddress(address: string): string {
  const url = parse(address);
  if (url.protocol === 'data:') return 'picture';
  const last = url.pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last) || url.host;
  } catch {
    return last;
  }
}

/** @throws LabError 'fetch-failed' when it is no address, or one that pages cannot fetch, such as file:. */
function parse(address: string): URL {
  let url: URL;
  try {
    url = new URL(address, location.href);
  } catch (cause) {
    throw new LabError(
      'fetch-failed',
      `"${address}" is not an address. It should look like https://host/picture.jpg.`,
      { cause },
    );
  }
  if (['https:', 'http:', 'data:', 'blob:'].includes(url.protocol)) return url;
  throw new LabError(
    'fetch-failed',
    `A page cannot fetch ${url.protocol} addresses. Drop the file on the page instead.`,
  );
}

async function request(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', referrerPolicy: 'no-referrer', signal: signal ?? null });
  } catch (cause) {
    const abort = stopped(signal);
    if (abort) throw abort;
    // Browsers hide from pages whether the host refused, was not found, or was unreachable.
    if (navigator.onLine && url.origin !== location.origin) {
      throw new LabError(
        'cors',
        `${url.host} does not allow other pages to read this picture (CORS), or it cannot be reached. ` +
          'Download it and drop the file.',
        { cause },
      );
    }
    throw new LabError('fetch-failed', `${placeOf(url)} could not be reached. Check the connection, then try again.`, {
      cause,
    });
  }
}

/** Decodes data: URLs by hand, since the page's security policy keeps fetch from them. */
function readDataUrl(url: URL): Blob {
  const [, type = '', base64, body = ''] = /^data:([^,]*?)(;base64)?,([^]*)$/i.exec(url.href) ?? [];
  try {
    const text = decodeURIComponent(body);
    // An address that is not base64 has bytes of UTF-8 as escapes, as in SVG written into an address.
    if (!base64) return new Blob([text], { type });
    return new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type });
  } catch (cause) {
    throw new LabError('fetch-failed', 'This data: address is damaged. Copy it again.', { cause });
  }
}

function stopped(signal: AbortSignal | undefined): LabError | null {
  return signal?.aborted ? new LabError('aborted', 'Stopped.') : null;
}

function placeOf(url: URL): string {
  return url.host || 'The address';
}

function reason(status: number): string {
  if (status === 404 || status === 410) return ' (not found)';
  return status === 401 || status === 403 ? ' (not allowed)' : '';
}
