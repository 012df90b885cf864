import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LabClient } from './client/lab-client';
import { loadPart, onNewVersion } from './client/parts';
import { bitmapOf } from './core/bitmap-of';
import { ofStorage } from './core/limits';
import { OWN_CACHE } from './core/files/cache-keys';
import { createLab } from './state/lab';
import { keepForOffline } from './state/new-version';
import { keptWords } from './state/prefs';
import { installScripting } from './state/scripting';
import { App } from './ui/shell/app';
import { RootBoundary } from './ui/kit/boundary';
import { LabContext } from './ui/lab-context';
import { followTheme } from './ui/shell/theme';
import './ui/styles/index.css';

/** A visit waits for the lists of the build, so none may take longer; what did not come is asked for again when it is needed. */
const LIST_MS = 8000;

async function loadJson(path: string): Promise<unknown> {
  const response = await fetch(new URL(path, document.baseURI), { signal: AbortSignal.timeout(LIST_MS) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Early views come before the model, which is far larger and asked for at the same time. */
async function loadBitmap(path: string): Promise<ImageBitmap> {
  const response = await fetch(new URL(path, document.baseURI), {
    priority: 'high',
    signal: AbortSignal.timeout(LIST_MS),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return bitmapOf(await response.blob());
}

/** Reading the property alone throws where storage is blocked. */
function storageOrNull(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const connection = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection;

/** A hidden page waits until it is seen again. */
function whenIdle(work: () => void): void {
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => whenIdle(work), { once: true });
    return;
  }
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in window) window.requestIdleCallback(work);
  else setTimeout(work, 1000);
}

const lab = createLab({
  makeClient: (onEvent, verdicts) => new LabClient(onEvent, verdicts),
  storage: storageOrNull(),
  href: location.href,
  now: () => performance.now(),
  loadJson,
  loadBitmap,
  saveData: connection?.saveData ?? false,
  whenIdle: connection?.saveData || new URLSearchParams(location.search).get('parity') === 'off' ? null : whenIdle,
  pictures: () => loadPart(() => import('./client/kept-picture')),
  ownModels: () => loadPart(() => import('./client/own-models')),
  listOwnModels: async () =>
    (await ofStorage(window.caches.has(OWN_CACHE))) ? (await loadPart(() => import('./client/own-models'))).list() : [],
  wide: innerWidth >= 2400,
  phone: Math.min(screen.width, screen.height) < 600,
});

installScripting(lab);
onNewVersion(() => lab.store.setState({ newVersion: true }));
followTheme(lab.store);
for (const type of ['online', 'offline'] as const) {
  window.addEventListener(type, () => lab.actions.setOffline(type === 'offline'));
}
window.addEventListener('focus', lab.actions.useHere);
if (!navigator.onLine) lab.actions.setOffline(true);
// A link has done its work with the first change after it: a reload finds what was changed, not the link again.
lab.store.subscribe((state, before) => {
  const changed = state.settings !== before.settings || state.last !== before.last;
  if (changed && location.hash.includes('settings='))
    history.replaceState(null, '', location.pathname + location.search);
});
// A link pasted into the address bar of an open page changes the fragment only, which loads nothing.
window.addEventListener('hashchange', () => lab.actions.followLink(location.href));
const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app.');
createRoot(root).render(
  <StrictMode>
    <LabContext value={lab}>
      <RootBoundary kept={() => keptWords(lab.store.getState(), storageOrNull())}>
        <App />
      </RootBoundary>
    </LabContext>
  </StrictMode>,
);

// It starts after the model, so that the two do not share the line on a first visit, and with saveData not before a tap.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  const stop = lab.store.subscribe(({ session: { status } }) => {
    if (status !== 'ready' && status !== 'failed') return;
    stop();
    void keepForOffline(lab.store);
  });
}

// Opening waits for no model: the picture shows while it loads. With saveData nothing starts before a tap.
if (!connection?.saveData) lab.actions.boot().catch(() => undefined);
void lab.actions.openFirst();
