import { expect, test } from 'vitest';
import manifest from '../../../e2e/fixtures/tiny-f8c12/manifest.json';
import type { ModelEntry } from '../../core/model/manifest';
import { openedLab, pictureInfo, settled, summaryOf } from '../../state/test-client';
import { besideOf, showBeside } from './beside';
import { comparedOf } from './state/compared';
import { measuresOf } from './measures';

test('one click shows the chosen model beside the page’s own, with numbers of latents of any shape', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const page = manifest.models[0] as unknown as Required<ModelEntry>;
  const defaultModel = page.id;
  lab.store.setState({ models: [page], defaultModel });
  expect(besideOf(lab.store.getState())).toBeNull();
  const other = { ...page, id: 'own-other', title: 'Other', decoder: { ...page.decoder, parameters: 7 } };
  lab.store.setState({ models: [page, other] });
  lab.actions.set({ model: other.id });
  expect(besideOf(lab.store.getState())).toEqual({ id: defaultModel, title: page.title });
  await settled();
  client.finish();
  await settled();

  showBeside(lab, defaultModel);
  await expect.poll(() => client.trials.length).toBe(1);
  const asked = client.trials[0];
  expect(asked).toMatchObject({ keep: 'compared', settings: { model: defaultModel } });
  const { viewer, drawers } = lab.store.getState();
  expect(viewer.stage).toBe('recon');
  expect(viewer.views.recon).toEqual({ layout: 'slider', a: 'compared', b: 'recon' });
  expect(drawers['compare']).toBe(true);

  const settings = asked?.settings ?? lab.store.getState().settings;
  const summary = summaryOf(60, settings, 31);
  client.emit({ type: 'slot', slot: 'compared', kept: { summary, picture: pictureInfo() } });
  const compared = comparedOf(lab.store.getState());
  if (!compared) throw new Error('There is no compared result.');
  const shown = {
    ...summaryOf(61, settings, 29),
    latentDims: [1, 32, 2, 3],
    compression: { ratio: 1, latentValues: 192, bitsPerPixel: 4 },
    errorEnergies: [
      { level: 1, orientation: 'H', colour: 'R', energy: 2 },
      { level: 1, orientation: 'H', colour: 'G', energy: 1 },
    ] as const,
  };
  const operations = {
    encoder: { macs: 5e9, uncounted: 0 },
    decoder: { macs: 7e9, uncounted: 1 },
  };
  const rows = measuresOf(
    { run: shown, model: other, operations: { encoder: { macs: 2e9, uncounted: 0 } }, stLpips: 0.1 },
    { run: compared, model: page, operations, stLpips: null },
    true,
  );
  const cells = (head: string) => rows.find((row) => row.head.startsWith(head))?.cells;
  expect(cells('PSNR')).toEqual([29, 31, -2]);
  expect(cells('ST-LPIPS')).toEqual([0.1, '—', '—']);
  expect(cells('Latent')).toEqual(['32×2×3', compared.latentDims.slice(1).join('×'), '—']);
  expect(cells('Values per pixel')?.[0]).toBe(192 / (shown.width * shown.height));
  expect(cells('Decoder, weights')).toEqual([7, page.decoder.parameters, 7 - page.decoder.parameters]);
  expect(cells('Encoder, GMAC')).toEqual([2, 5, -3]);
  expect(cells('Decoder, GMAC')).toEqual(['—', 'over 7.00', '—']);
  expect(cells('kMAC per pixel')?.[0]).toBe(2e6 / (shown.width * shown.height));
  expect(cells('MSE H1')?.[0]).toBeCloseTo((3 * 127.5 ** 2) / (3 * shown.width * shown.height));
  expect(
    measuresOf({ run: shown, model: undefined, stLpips: null }, { run: compared, model: page, stLpips: null }, true)
      .length,
  ).toBe(rows.length);
});
