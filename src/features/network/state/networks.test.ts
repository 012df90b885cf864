import { describe, expect, it, vi } from 'vitest';
import type { NetworkSketch } from '../../../core/model/network/sketch';
import type { LabWorker } from '../../../core/protocol';
import { STAGE_IDS } from '../../../state/stages';
import { backendInfo, openedLab, settled, testLab } from '../../../state/test-client';
import { keyOf, networksOf, sizeNow } from './networks';

const MODELS = [{ id: 'tiny', revision: '1' }] as never;

function sketchOf([part, size]: Parameters<LabWorker['network']>): NetworkSketch {
  const sums = { parameters: 1, macs: 1, uncounted: 0 };
  const layer = { kind: 'convolution', level: 0, path: '', layers: [], dims: null, reduction: null, ...sums } as const;
  return { part, model: 'tiny', size, blocks: [layer, layer], ...sums, common: 1 };
}

async function ready() {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  lab.store.setState({ models: MODELS, defaultModel: 'tiny' });
  const asked: Parameters<LabWorker['network']>[] = [];
  let failing = false;
  vi.spyOn(lab.actions, 'ask').mockImplementation(((name: string, ...args: Parameters<LabWorker['network']>) => {
    expect(name).toBe('network');
    asked.push(args);
    return failing ? Promise.reject({ code: 'fetch-failed', message: 'No way.' }) : Promise.resolve(sketchOf(args));
  }) as never);
  return { lab, asked, networks: networksOf(lab), fail: (fails: boolean) => (failing = fails) };
}

describe('the drawings of networks', () => {
  it('are asked for once for a model and a size, and anew for another size', async () => {
    const { lab, asked, networks } = await ready();
    await Promise.all([networks.draw('encoder'), networks.draw('encoder')]);
    expect(asked).toEqual([['encoder', { width: 16, height: 8 }]]);
    expect(networks.store.getState().drawn.encoder).toMatchObject({ key: 'tiny 1 16x8', trouble: '' });
    networks.openBlock('encoder', 1);
    const { picture } = lab.store.getState();
    const info = { ...picture?.info, paddedWidth: 24 };
    lab.store.setState({ picture: { ...picture, info } as never });
    await networks.draw('encoder');
    expect(asked[1]).toEqual(['encoder', { width: 24, height: 8 }]);
    // Another size has the same blocks.
    expect(networks.store.getState().open).toEqual({ encoder: 1, decoder: -1 });
  });

  it('say why there is none, and can be asked for again', async () => {
    const { networks, fail } = await ready();
    fail(true);
    await networks.draw('decoder');
    expect(networks.store.getState().drawn.decoder).toMatchObject({ sketch: null, trouble: 'No way.' });
    fail(false);
    await networks.draw('decoder');
    expect(networks.store.getState().drawn.decoder).toMatchObject({ trouble: '', sketch: { part: 'decoder' } });
  });

  it('are of the common size before any picture is open, and wait for the chosen model', async () => {
    const { lab } = testLab();
    expect(sizeNow(lab.store.getState())).toEqual({ width: 256, height: 256 });
    lab.store.setState({ models: MODELS, defaultModel: 'tiny' });
    expect(keyOf(lab.store.getState())).toBe('');
    await networksOf(lab).draw('encoder');
    expect(networksOf(lab).store.getState().drawn.encoder.key).toBe('');
    const { session } = lab.store.getState();
    lab.store.setState({ session: { ...session, info: backendInfo() } });
    expect(keyOf(lab.store.getState())).toBe('tiny 1 256x256');
  });
});

it('steps through the path with its networks, in the order in which they are drawn', () => {
  const { actions, store } = testLab().lab;
  actions.selectStage('input');
  const seen = STAGE_IDS.map(() => {
    const { stage } = store.getState().viewer;
    actions.stepStage(1);
    return stage;
  });
  expect(seen).toEqual(['input', 'bands', 'encoder', 'latent', 'decoder', 'recon', 'error']);
});

it('shows no progress of a file that is there, when it was read for a view', async () => {
  // The first run is in flight.
  const { lab, client } = await openedLab();
  const file = { type: 'download', file: 'the encoder of Tiny', total: 2 } as const;
  client.emit({ ...file, received: 1, checking: false });
  await settled();
  expect(lab.store.getState().session.downloads).toHaveLength(1);
  client.emit({ ...file, received: 2, checking: true });
  await settled();
  expect(lab.store.getState().session.downloads).toEqual([]);
});

it('forgets the progress of a file that was read for an answer', async () => {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  const { session } = lab.store.getState();
  const download = { file: 'the encoder of Tiny', received: 1, total: 1, checking: true };
  lab.store.setState({ session: { ...session, downloads: [download] } });
  await lab.actions.ask('spectra').catch(() => undefined);
  expect(lab.store.getState().session.downloads).toEqual([]);
});
