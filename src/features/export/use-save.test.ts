import { expect, it, vi } from 'vitest';
import manifest from '../../../e2e/fixtures/tiny-f8c12/manifest.json';
import type { ModelEntry } from '../../core/model/manifest';
import { openedLab, settled } from '../../state/test-client';
import { saveBlob } from '../../ui/kit/save';
import { saveCard } from './use-save';

vi.mock('../../ui/kit/save', () => ({ saveBlob: vi.fn() }));

it('says which file a card was saved as, and says instead why it was not', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const texts = (): string[] => lab.store.getState().toasts.map(({ text }) => text);
  // A card cannot name a model that is not known.
  saveCard(lab);
  await vi.waitFor(() => expect(texts()).toEqual([expect.stringContaining('There is no result to save yet')]));
  expect(saveBlob).not.toHaveBeenCalled();

  const id = lab.store.getState().result?.summary.model ?? '';
  lab.store.setState({ models: [{ ...manifest.models[0], id } as unknown as ModelEntry] });
  saveCard(lab);
  await vi.waitFor(() => expect(saveBlob).toHaveBeenCalledOnce());
  const [blob, name] = vi.mocked(saveBlob).mock.lastCall ?? [];
  expect(name).toMatch(/^a-card-.*\.json$/);
  expect(JSON.parse(await (blob as Blob).text())).toMatchObject({ picture: { name: 'a.png' }, metrics: { psnr: 30 } });
  expect(texts()).toEqual([expect.anything(), expect.stringMatching(new RegExp(`^Saved ${name}: `))]);
});
