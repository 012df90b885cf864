import { expect, test } from 'vitest';
import { initialViewer } from '../../state/initial-state';
import type { Layout } from '../../state/stages';
import type { Viewer } from '../../state/state-types';
import { pictureInfo } from '../../state/test-client';
import type { SourceId } from '../../state/views';
import { place, spaceOf } from './viewport';

const info = { ...pictureInfo(), width: 53, height: 37, paddedWidth: 64, paddedHeight: 64 };
const pane = { width: 632, height: 632, ratio: 1, margin: 16 };
/** Two cells of 32 x 32 pixels along each side. */
const cells = { width: 2, height: 2 };

function viewerOf(layout: Layout, a: SourceId, b: SourceId): Viewer {
  const viewer = { ...initialViewer(), stage: 'latent' as const };
  return { ...viewer, views: { ...viewer.views, latent: { layout, a, b } } };
}

test('cells that stand for more than the picture fit into the pane, padding and all', () => {
  for (const layout of ['one', 'two'] as const) {
    const viewer = viewerOf(layout, 'latent', 'pca');
    const { scale, left, top } = place(spaceOf('pca', viewer, info, cells), viewer.viewports[1], pane);
    expect(Math.min(left, top), layout).toBeGreaterThanOrEqual(pane.margin);
    expect(Math.max(left, top) + 2 * scale, layout).toBeLessThanOrEqual(pane.width - pane.margin);
  }
});

test('a picture and cells beside each other cover each other, at any zoom', () => {
  for (const layout of ['two', 'slider'] as const) {
    const viewer = viewerOf(layout, 'input', 'pca');
    for (const viewport of [viewer.viewports[0], { zoom: 3, x: 0.25, y: 0.75 }]) {
      const picture = place(spaceOf('input', viewer, info, info), viewport, pane);
      const latent = place(spaceOf('pca', viewer, info, cells), viewport, pane);
      expect([latent.left, latent.top, latent.scale], layout).toEqual([picture.left, picture.top, 32 * picture.scale]);
    }
  }
});

test('pictures without padding fill the pane alone, whatever hides behind', () => {
  const size = { width: 53, height: 37 };
  expect(spaceOf('input', viewerOf('one', 'pca', 'input'), info, size)).toMatchObject(size);
  expect(spaceOf('input', viewerOf('two', 'latent', 'input'), info, size)).toMatchObject(size);
  expect(spaceOf('input', viewerOf('slider', 'recon', 'input'), info, size)).toMatchObject(size);
});
