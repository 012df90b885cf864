import type { PictureKeeper } from './context';
import { type MemoryStorage, pictureInfo, settled, testLab } from './test-client';

/** Visits one after another, for tests of what outlives them. */

/** A browser's storage of pictures. */
export class MemoryKeeper implements PictureKeeper {
  file: File | null = null;
  full = false;
  keepPicture(file: File): Promise<void> {
    if (this.full) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    this.file = file;
    return Promise.resolve();
  }
  loadPicture(): Promise<File | null> {
    return Promise.resolve(this.file);
  }
  forgetPicture(): Promise<void> {
    this.file = null;
    return Promise.resolve();
  }
}

const SAMPLES = ['first', 'second'].map((id) => ({ id, file: `${id}.jpg`, title: id }));
const loadJson = (path: string): Promise<unknown> =>
  path.includes('samples') ? Promise.resolve(SAMPLES) : Promise.reject(new Error('none'));

/** A visit with the memory of the ones before it. */
export function visit(storage: MemoryStorage, keeper: MemoryKeeper, overrides: Parameters<typeof testLab>[0] = {}) {
  const { lab, client } = testLab({ storage, pictures: () => Promise.resolve(keeper), loadJson, ...overrides });
  const begin = async (): Promise<void> => {
    if (!overrides.saveData) void lab.actions.boot().catch(() => undefined);
    await lab.actions.openFirst();
  };
  const texts = (): string[] => lab.store.getState().toasts.map(({ text }) => text);
  return { lab, client, begin, texts };
}

/** A visit that opens a picture, which the next one gets. */
export async function openAndKeep(
  storage: MemoryStorage,
  keeper: MemoryKeeper,
  source: Blob | string,
): Promise<ReturnType<typeof visit>> {
  const one = visit(storage, keeper);
  await one.begin();
  await settled();
  const opened = one.lab.actions.open(source);
  one.client.opens.at(-1)?.resolve(pictureInfo('a.png'));
  await opened;
  return one;
}
