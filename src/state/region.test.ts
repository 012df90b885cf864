import { describe, expect, it } from 'vitest';
import { openedLab, testLab } from './test-client';

describe('a region', () => {
  it('begins with a drag, or as the middle of the picture, and keeps its place when marking ends', async () => {
    const { lab } = await openedLab();
    lab.actions.toggleMarking();
    expect(lab.store.getState().viewer).toMatchObject({ marking: true, region: null });
    lab.actions.markMiddle();
    expect(lab.store.getState().viewer).toMatchObject({ marking: true, region: { x: 4, y: 2, width: 8, height: 4 } });
    lab.actions.setRegion({ x: 1, y: 1, width: 3, height: 2 });
    lab.actions.toggleMarking();
    expect(lab.store.getState().viewer).toMatchObject({ marking: false, region: { x: 1, y: 1, width: 3, height: 2 } });
  });

  it('is taken away together with its handles', async () => {
    const { lab } = await openedLab();
    lab.actions.markMiddle();
    lab.actions.setRegion(null);
    expect(lab.store.getState().viewer).toMatchObject({ marking: false, region: null });
  });

  it('of a larger picture is cut, and one beyond this picture begins anew', async () => {
    const { lab } = await openedLab();
    lab.actions.setRegion({ x: 10, y: 4, width: 100, height: 100 });
    lab.actions.toggleMarking();
    expect(lab.store.getState().viewer.region).toEqual({ x: 10, y: 4, width: 6, height: 4 });
    lab.actions.setRegion({ x: 500, y: 4, width: 5, height: 5 });
    lab.actions.toggleMarking();
    expect(lab.store.getState().viewer.region).toBeNull();
  });

  it('needs a picture, and is not stored', async () => {
    const { lab } = testLab();
    lab.actions.toggleMarking();
    expect(lab.store.getState().viewer.marking).toBe(false);

    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    };
    const { lab: opened } = await openedLab({ storage });
    opened.actions.markMiddle();
    opened.actions.setTheme('light');
    expect([...items.values()].join()).toContain('"theme":"light"');
    expect([...items.values()].join()).not.toMatch(/region|marking/);
  });
});
