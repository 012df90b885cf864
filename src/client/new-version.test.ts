import { afterEach, expect, test, vi } from 'vitest';

/** A registration whose workers change state when the test says so. */
class FakeRegistration extends EventTarget {
  active: object | null = null;
  waiting: { postMessage: (message: string) => void } | null = null;
  installing: EventTarget | null = null;
  readonly asked: string[] = [];
  readonly update = () => Promise.resolve();

  /** A worker stores its version; the first one becomes active at once, later ones wait. */
  store(): void {
    const worker = new EventTarget();
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
    const stored = { postMessage: (message: string) => void this.asked.push(message) };
    this.waiting = stored;
    worker.dispatchEvent(new Event('statechange'));
    if (this.active) return;
    [this.waiting, this.active] = [null, stored];
    worker.dispatchEvent(new Event('statechange'));
  }
}

let announced: number;
let reloaded: number;

async function visit(
  registration: FakeRegistration,
  { isKnown, isControlled }: { isKnown: boolean; isControlled: boolean },
) {
  [announced, reloaded] = [0, 0];
  vi.useFakeTimers();
  vi.resetModules();
  const serviceWorker = Object.assign(new EventTarget(), {
    controller: isControlled ? registration.active : null,
    getRegistration: async () => (isKnown ? registration : undefined),
    register: async () => registration,
  });
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('document', { baseURI: 'https://lab.test/' });
  vi.stubGlobal('location', { reload: () => (reloaded += 1) });
  const { reloadIntoNewVersion, watchForNewVersion } = await import('./new-version');
  await watchForNewVersion(() => (announced += 1));
  return { serviceWorker, reloadIntoNewVersion };
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a first visit hears of the next version, though no worker answers it, and not of its own', async () => {
  const registration = new FakeRegistration();
  const { reloadIntoNewVersion } = await visit(registration, { isKnown: false, isControlled: false });
  registration.store();
  expect(announced).toBe(0);
  registration.store();
  expect(announced).toBe(1);
  // Nothing holds the new one back where no page has a worker, so it may be active by now.
  registration.waiting = null;
  reloadIntoNewVersion();
  expect([registration.asked, reloaded]).toEqual([[], 1]);
});

test('a page of the stored version reloads when the newer one has taken over, and other tabs only hear of it', async () => {
  const registration = new FakeRegistration();
  registration.store();
  const { serviceWorker, reloadIntoNewVersion } = await visit(registration, { isKnown: true, isControlled: true });
  registration.store();
  expect(announced).toBe(1);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  expect([announced, reloaded]).toEqual([2, 0]);
  reloadIntoNewVersion();
  expect([registration.asked, reloaded]).toEqual([['take-over'], 0]);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  expect(reloaded).toBe(1);
});

test('a page that was loaded past its worker is as new as what is stored meanwhile', async () => {
  const registration = new FakeRegistration();
  registration.store();
  await visit(registration, { isKnown: true, isControlled: false });
  registration.store();
  expect(announced).toBe(0);
});
