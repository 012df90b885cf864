/**
 * The page's side of the service worker (src/service-worker). A new version is stored beside the one that runs, and
 * takes over when a person asks for it: nothing is ever loaded from both.
 */
const CHECK_EVERY_MS = 60 * 60_000;
/** How long the host may take to say which version it has. */
const ASK_MS = 8000;

let reload = (): void => location.reload();

/**
 * Stores this page for visits without a network, and calls back when a newer one is stored and waits.
 * @throws where service workers are not allowed, or the files could not be stored; the page goes on without
 */
export async function watchForNewVersion(onReady: () => void): Promise<void> {
  const { serviceWorker } = navigator;
  // The page of a first visit has no worker, and is of the version that the first one stores. One that was loaded past a worker
  // came from the network: what that worker stores next is no newer.
  const mayAge = serviceWorker.controller !== null || (await serviceWorker.getRegistration()) === undefined;
  let asked = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload();
    // Another tab asked for the new version.
    else onReady();
  });
  const registration = await serviceWorker.register(new URL('service-worker.js', document.baseURI));
  const offer = (): void => {
    const { waiting, active } = registration;
    if (!waiting || !active || !mayAge) return;
    reload = () => {
      asked = true;
      // Another tab may have asked first meanwhile.
      if (registration.waiting === waiting) waiting.postMessage('take-over');
      else location.reload();
    };
    onReady();
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
  offer();
  setInterval(() => void registration.update().catch(() => undefined), CHECK_EVERY_MS);
}

/** Brings the version that was announced. What outlives a reload is stored with each change. */
export function reloadIntoNewVersion(): void {
  reload();
}

/**
 * Whether the host has another version of this page than the one that runs: its script has another name then. Asks for
 * index.html by name, which no service worker answers. False where that cannot be known.
 */
export async function isOutdated(): Promise<boolean> {
  try {
    const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src.split('/').at(-1);
    if (!own) return false;
    const response = await fetch(new URL('index.html', document.baseURI), {
      cache: 'no-store',
      signal: AbortSignal.timeout(ASK_MS),
    });
    const page = response.ok ? await response.text() : '';
    return page.includes('type="module"') && !page.includes(own);
  } catch {
    return false;
  }
}
