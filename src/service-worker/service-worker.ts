import { Shell, type ShellFile } from './shell';

/**
 * Keeps the page's own files, so that it opens without a network. A new version waits until a person asks for it. The page of a
 * first visit stays without a worker: Firefox fails the requests of a page that is claimed in mid-life, for about a minute.
 */
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly ShellFile[] };

const shell = new Shell(self.__WB_MANIFEST, self.registration.scope);

self.addEventListener('install', (event) => event.waitUntil(shell.install()));
self.addEventListener('activate', (event) => event.waitUntil(shell.dropOlder()));
self.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request);
  if (answer) event.respondWith(answer);
});
self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void self.skipWaiting();
});
