import { expect, test } from 'vitest';
import { initialViewer } from '../../state/initial-state';
import type { Layout } from '../../state/stages';
import type { Viewer, Viewport } from '../../state/state-types';
import { pictureInfo } from '../../state/test-client';
import type { SourceId } from '../../state/views';
import { panBy, place, spaceOf, zoomAt } from './viewport';

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

/** Pixel of the picture in the middle of the pane. */
function middleOf(source: SourceId, viewport: Viewport): readonly number[] {
  const space = spaceOf(source, viewerOf('one', 'recon', source), info, source === 'pca' ? cells : info);
  const { left, top, scale } = place(space, viewport, { ...pane, ratio: 1000 });
  return [left, top].map((edge) => ((pane.width / 2 - edge) / scale) * space.unit);
}

test('the same pixel stays in the middle from a picture without padding to a view with it', () => {
  for (const viewport of [
    { zoom: 6, x: 0.25, y: 0.75 },
    { zoom: 1, x: 0.4, y: 0.5 },
    { zoom: 2, x: 0.5, y: 0.5 },
  ]) {
    const [picture, latent] = [middleOf('input', viewport), middleOf('pca', viewport)];
    picture.forEach((value, axis) => expect(latent[axis]).toBeCloseTo(value, 1));
    expect(picture[0]).toBeCloseTo(53 * viewport.x, 1);
  }
});

test('dragging and zooming in a view with padding begin where fitting left it', () => {
  const space = spaceOf('pca', viewerOf('one', 'recon', 'pca'), info, cells);
  const fitted = viewerOf('one', 'recon', 'pca').viewports[1];
  const middle = middleOf('pca', fitted);
  expect(middle.map(Math.round)).toEqual([32, 32]);
  const zoomed = zoomAt(fitted, 2, pane.width / 2, pane.height / 2, space, pane);
  middleOf('pca', zoomed).forEach((value) => expect(value).toBeCloseTo(32, 1));
  const dragged = panBy(fitted, -30, 0, space, pane);
  const scale = place(space, fitted, pane).scale / space.unit;
  expect(middleOf('pca', dragged)[0]).toBeCloseTo(32 + 30 / scale, 1);
});

test('pictures without padding fill the pane alone, whatever hides behind', () => {
  const size = { width: 53, height: 37 };
  expect(spaceOf('input', viewerOf('one', 'pca', 'input'), info, size)).toMatchObject(size);
  expect(spaceOf('input', viewerOf('two', 'latent', 'input'), info, size)).toMatchObject(size);
  expect(spaceOf('input', viewerOf('slider', 'recon', 'input'), info, size)).toMatchObject(size);
});
