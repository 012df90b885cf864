import { expect, test } from 'vitest';
import { defaultSettings } from '../../core/settings/settings';
import { initialViewer } from '../../state/initial-state';
import { pictureInfo, summaryOf } from '../../state/test-client';
import { runOf } from './run-of';

const summary = (psnr: number) => summaryOf(psnr, defaultSettings(), psnr);
const kept = (psnr: number) => ({ summary: summary(psnr), picture: pictureInfo(), version: 1 });
const state = {
  picture: { info: pictureInfo(), version: 2 },
  result: { summary: summary(30), picture: 2, stored: null },
  slots: { compared: kept(31), reference: kept(32) },
  viewer: initialViewer(),
};

test('a view tells of the run that made it', () => {
  expect(runOf('recon', state)?.psnr).toBe(30);
  expect(runOf('versus', state)?.psnr).toBe(30);
  expect(runOf('compared', state)?.psnr).toBe(31);
  expect(runOf('recon', { ...state, viewer: { ...state.viewer, before: true } })?.psnr).toBe(32);
});

test('no run made the picture, nor a JPEG of it, and the result of another picture says nothing', () => {
  expect(runOf('input', state)).toBeUndefined();
  expect(runOf('codec', state)).toBeUndefined();
  expect(runOf('recon', { ...state, picture: { info: pictureInfo(), version: 3 } })).toBeUndefined();
});
