import { afterEach, expect, it, vi } from 'vitest';
import { LabError } from '../core/errors';
import { backendInfo, openedLab, settled, testLab } from './test-client';

/** So many loads of parts fail first. */
let failing = 0;
vi.mock('../client/parts', () => ({
  loadPart: (load: () => Promise<unknown>) =>
    failing-- > 0 ? Promise.reject(new LabError('fetch-failed', 'Not loaded.')) : load(),
}));
afterEach(() => void (failing = 0));

it.each<[string, (lab: Awaited<ReturnType<typeof openedLab>>['lab']) => Promise<unknown>]>([
  ['the parity receipt', ({ actions }) => actions.parity()],
  ['a trial', ({ actions }) => actions.trial({})],
  ["models of one's own", ({ actions }) => actions.ownModels()],
])('%s is asked for again when its code did not come', async (_, use) => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  failing = 1;
  await expect(use(lab)).rejects.toMatchObject({ code: 'fetch-failed', message: 'Not loaded.' });
  failing = 0;
  const second = use(lab).then(
    () => 'came',
    ({ message }: { message: string }) => message,
  );
  // What the test client answers, or does not, is past the loading.
  expect(await Promise.race([second, settled().then(() => 'went on')])).not.toBe('Not loaded.');
});

/** A page whose lists fail until the connection is back. */
function brokenLists() {
  const connection = { up: false };
  const loadJson = (path: string): Promise<unknown> =>
    connection.up && path.includes('samples')
      ? Promise.resolve([{ id: 'first', file: 'first.jpg', title: 'First' }])
      : connection.up && path.includes('manifest')
        ? import('../../e2e/fixtures/tiny-f8c12/manifest.json').then((module) => module.default)
        : Promise.reject(new Error('none'));
  return { connection, ...testLab({ loadJson }) };
}

it('lists that failed at the start come with the next start, and the page is empty no more', async () => {
  const { lab, client, connection } = brokenLists();
  lab.actions.boot().catch(() => undefined);
  await lab.actions.openFirst();
  client.starts[0]?.reject({ code: 'fetch-failed', message: 'No network.' });
  await settled();
  expect(lab.store.getState()).toMatchObject({ models: [], samples: [], picture: null, decided: true });
  connection.up = true;
  lab.actions.restart();
  client.starts[1]?.resolve(backendInfo());
  await vi.waitFor(() =>
    expect(client.opens.map(({ source }) => source)).toEqual(['http://lab.test/samples/first.jpg']),
  );
  expect(lab.store.getState().models.map(({ id }) => id)).toEqual(['tiny-f8c12']);
});

it('lists are asked for again by who looks for them, and once they are there no more', async () => {
  const { lab, connection } = brokenLists();
  await lab.actions.openFirst();
  await expect(lab.actions.refreshLists()).rejects.toMatchObject({
    code: 'fetch-failed',
    message: expect.stringMatching(/could not be read/),
  });
  connection.up = true;
  await lab.actions.refreshLists();
  const { samples } = lab.store.getState();
  await lab.actions.refreshLists();
  expect(samples).toHaveLength(1);
  expect(lab.store.getState().samples).toBe(samples);
});
