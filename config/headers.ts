/**
 * Response headers of our own servers (docs/hosting.md). The Content-Security-Policy goes on every response, since
 * the page's policy does not reach into workers: a worker obeys the header of its own script.
 */

/**
 * Style elements with fixed text that libraries inject, allowed by the hash of that text. The end-to-end test
 * "no policy violation" fails when an update changes one.
 */
const INJECTED_STYLES: readonly { hash: string; from: string }[] = [
  {
    hash: 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=',
    from: 'react-aria usePress: touch-action of what can be pressed',
  },
];

function directives(): Record<string, readonly string[]> {
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    // https: lets a person open a picture by its address; nothing else is fetched from elsewhere.
    'connect-src': ["'self'", 'https:'],
    'style-src': ["'self'", ...INJECTED_STYLES.map(({ hash }) => `'${hash}'`)],
    'img-src': ["'self'", 'blob:', 'data:'],
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    // The worker that computes, and the service worker.
    'worker-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
}

export function contentSecurityPolicy(): string {
  return Object.entries(directives())
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/** The policy for a <meta> element, where frame-ancestors has no meaning; for hosts that send no headers. */
export function metaContentSecurityPolicy(): string {
  return contentSecurityPolicy().replace(/; frame-ancestors [^;]*/, '');
}

export function responseHeaders(): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(),
    // Cross-origin isolation, which wasm threads need.
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
  };
}
