import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../core/settings/settings';
import { initialViewer } from '../../state/initial-state';
import type { LabState, Picture } from '../../state/state-types';
import { fileName, viewName } from './file-name';

const state = (name: string) => ({
  picture: { info: { name } as Picture['info'], version: 1 },
  result: null,
  settings: defaultSettings(),
  defaultModel: 'litevae-s-f8c12',
});

describe('file names', () => {
  it('say picture, what and model', () => {
    expect(fileName(state('kodim23.png'), 'error', 'png')).toBe('kodim23-error-litevae-s-f8c12.png');
    expect(fileName(state('kodim23.png'), 'bands1.raw', 'npy')).toBe('kodim23-bands1.raw-litevae-s-f8c12.npy');
  });

  it('keep letters of any script, and nothing that a file system refuses', () => {
    expect(fileName(state('Ärger im Büro.jpg'), 'latent', 'npy')).toBe('Ärger-im-Büro-latent-litevae-s-f8c12.npy');
    expect(fileName(state('../a:b*?".png'), 'latent', 'npy')).toBe('a-b-latent-litevae-s-f8c12.npy');
    expect(fileName(state('???.png'), 'latent', 'npy')).toBe('picture-latent-litevae-s-f8c12.npy');
  });

  it('name the run that made the view, and none where none did', () => {
    expect(fileName(state('a.png'), 'compared', 'png', 'own-1')).toBe('a-compared-own-1.png');
    expect(fileName(state('a.png'), viewName('codec', { viewer: initialViewer() }), 'png', '')).toBe(
      'a-jpeg-equal-bits.png',
    );
  });

  it('shorten what is longer than file systems take', () => {
    expect(fileName(state(`${'x'.repeat(300)}.png`), 'latent', 'npy').length).toBeLessThan(130);
  });

  it('tell views of one stage apart', () => {
    const viewer = initialViewer();
    const of = (change: Partial<LabState['viewer']>) => viewName('channel', { viewer: { ...viewer, ...change } });
    expect(of({})).toBe('channel-0-mean');
    expect(of({ latent: { ...viewer.latent, channel: 7, tensor: 'sigma' } })).toBe('channel-7-sigma');
  });
});
