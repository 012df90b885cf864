import { describe, expect, it } from 'vitest';
import type { GivenLatent } from '../core/picture/given-latent';
import type { PictureInfo } from '../core/protocol';
import { openedLab, pictureInfo, settled } from './test-client';

const LATENT: GivenLatent = { name: 'z.npy', dims: [1, 12, 1, 2], data: new Float32Array(24), units: 'raw' };
const LATENT_INFO: PictureInfo = {
  ...pictureInfo('z.npy'),
  format: 'latent',
  latent: { dims: LATENT.dims, units: 'raw', beside: null },
};

async function shown() {
  const opened = await openedLab();
  const { lab, client } = opened;
  const file = new File(['bytes'], 'cat.png');
  const opening = lab.actions.open(file);
  client.opens.at(-1)?.resolve(pictureInfo('cat.png'));
  await opening;
  client.finish();
  await settled();
  return { ...opened, file };
}

describe('a latent that is opened', () => {
  it('goes to the worker with the open picture, and Undo brings that back', async () => {
    const { lab, client, file } = await shown();
    const opening = lab.actions.openLatent(LATENT);
    await settled();
    expect(client.opens.at(-1)?.source).toEqual({ latent: LATENT, picture: file });
    client.opens.at(-1)?.resolve(LATENT_INFO);
    await opening;
    expect(lab.store.getState().viewer.latent.tensor).toBe('latent');
    expect(lab.store.getState().picture?.info.latent?.dims).toEqual([1, 12, 1, 2]);
    client.finish();
    await settled();
    lab.actions.undo();
    await settled();
    expect(client.opens.at(-1)?.source).toBe(file);
    client.opens.at(-1)?.resolve(pictureInfo('cat.png'));
    await settled();
    lab.actions.redo();
    await settled();
    expect(client.opens.at(-1)?.source, 'with the picture that it was opened with').toEqual({
      latent: LATENT,
      picture: file,
    });
  });

  it('goes alone where it is asked to', async () => {
    const { lab, client } = await shown();
    void lab.actions.openLatent(LATENT, { beside: false });
    await settled();
    expect(client.opens.at(-1)?.source).toEqual({ latent: LATENT, picture: null });
  });

  it('is refused before anything changes where it is none', async () => {
    const { lab, client } = await shown();
    const before = [client.opens.length, lab.store.getState().picture];
    await expect(lab.actions.openLatent({ ...LATENT, dims: [1, 12, 2, 2] })).rejects.toMatchObject({
      code: 'bad-setting',
    });
    expect([client.opens.length, lab.store.getState().picture]).toEqual(before);
  });

  it('leaves the picture before it for the next visit', async () => {
    const kept: string[] = [];
    const pictures = async () => ({
      keepPicture: async (file: File) => void kept.push(file.name),
      loadPicture: async () => null,
      forgetPicture: async () => void kept.push('forgotten'),
    });
    const { lab, client } = await openedLab({ pictures: pictures as never });
    await settled();
    const before = [...kept];
    const opening = lab.actions.openLatent(LATENT);
    await settled();
    client.opens.at(-1)?.resolve(LATENT_INFO);
    await opening;
    await settled();
    expect(kept).toEqual(before);
  });
});
