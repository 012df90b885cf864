import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findModel, hashesOf } from './manifest';
import { parseManifest } from './parse-manifest';

const text = readFileSync('public/models/manifest.json', 'utf8');
type Loose = Record<string, unknown> & { models: Record<string, Record<string, unknown>>[] };
const changed = (change: (manifest: Loose) => void): unknown => {
  const manifest = JSON.parse(text) as Loose;
  change(manifest);
  return manifest;
};

test('the manifest of the build is read, and its default is there', () => {
  const manifest = parseManifest(JSON.parse(text));
  expect(findModel(manifest, manifest.default).latentChannels).toBe(12);
});

test('a model that is not there is named, with those that are', () => {
  const manifest = parseManifest(JSON.parse(text));
  expect(() => findModel(manifest, 'nothing')).toThrow(/"nothing".*litevae-s-f8c12/);
});

test('the files of the build are those of the manifest; what a model of a study adds to them is small', () => {
  for (const { id, study, encoder, decoder, parity } of parseManifest(JSON.parse(text)).models) {
    const files = [encoder, decoder, parity].filter((file) => file !== undefined);
    for (const { file, bytes } of files) expect(statSync(`public/models/${file}`).size, file).toBe(bytes);
    const own = files.filter(({ file }) => file.startsWith(`${id}/`));
    if (study) expect(own.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(3e6);
  }
});

test.each([
  [
    'another version',
    (m: Loose) => {
      m['version'] = 2;
    },
    /version is 2/,
  ],
  [
    'no models',
    (m: Loose) => {
      m.models = [];
    },
    /no models/,
  ],
  [
    'a default that is missing',
    (m: Loose) => {
      m['default'] = 'x';
    },
    /"x"/,
  ],
  [
    'noise that is neither there nor not',
    (m: Loose) => {
      Object.assign(m.models[0]?.['decoder'] ?? {}, { random: 'sometimes' });
    },
    /"random" of its decoder/,
  ],
  [
    'a decoder without a hash',
    (m: Loose) => {
      delete m.models[0]?.['decoder']?.['sha256'];
    },
    /sha256/,
  ],
  [
    'a pca of the wrong size',
    (m: Loose) => {
      (m.models[0]?.['latent'] as { pca: unknown[] }).pca = [[1], [2], [3]];
    },
    /3 x 12/,
  ],
  [
    'another downscale',
    (m: Loose) => {
      Object.assign(m.models[0] ?? {}, { downscale: 4 });
    },
    /4 times smaller.*8, 16, 32 or 64 times smaller/,
  ],
  [
    'another wavelet',
    (m: Loose) => {
      Object.assign(m.models[0] ?? {}, { wavelet: 'db2' });
    },
    /Haar/,
  ],
  [
    'an unknown input',
    (m: Loose) => {
      Object.assign(m.models[0]?.['encoder'] ?? {}, { inputKind: 'depth' });
    },
    /"depth".*"bands" and "image"/,
  ],
  [
    'a missing level',
    (m: Loose) => {
      Object.assign(m.models[0]?.['encoder'] ?? {}, { inputs: ['bands1', 'bands2'] });
    },
    /3 inputs/,
  ],
  [
    'a picture with three names',
    (m: Loose) => {
      Object.assign(m.models[0]?.['encoder'] ?? {}, { inputKind: 'image' });
    },
    /the one input/,
  ],
  [
    'an unknown latent',
    (m: Loose) => {
      Object.assign(m.models[0]?.['encoder'] ?? {}, { output: 'codes' });
    },
    /"codes"/,
  ],
  [
    'an unknown output',
    (m: Loose) => {
      Object.assign(m.models[0]?.['decoder'] ?? {}, { output: 'depth' });
    },
    /"depth".*"coefficients" and "image"/,
  ],
  [
    'a range of bytes',
    (m: Loose) => {
      Object.assign(m.models[0] ?? {}, { range: [0, 255] });
    },
    /neither \[-1, 1\] nor \[0, 1\]/,
  ],
  [
    'a range that no network has',
    (m: Loose) => {
      Object.assign(m.models[0] ?? {}, { range: [0, 1] });
    },
    /always those of a picture in \[-1, 1\]/,
  ],
  [
    'a scale of zero',
    (m: Loose) => {
      Object.assign(m.models[0]?.['latent'] ?? {}, { scale: 0 });
    },
    /scale above 0/,
  ],
  [
    'a study without a name',
    (m: Loose) => {
      Object.assign(m.models[0] ?? {}, { study: '' });
    },
    /study without a name/,
  ],
  [
    'no shift',
    (m: Loose) => {
      delete m.models[0]?.['latent']?.['shift'];
    },
    /latent shift/,
  ],
])('%s is refused with what is wrong', (_what, change, says) => {
  expect(() => parseManifest(changed(change))).toThrow(says);
  expect(() => parseManifest(changed(change))).toThrow(expect.objectContaining({ code: 'model-unsupported' }));
});

test.each([null, 3, [], 'text'])('%j is not a manifest', (json) => {
  expect(() => parseManifest(json)).toThrow(/version/);
});

test('hashesOf finds every file, variants included, so that none of them is dropped from storage', () => {
  const files = { encoder: { sha256: 'a', variants: [{ precision: 'fp16', sha256: 'b' }] }, decoder: { sha256: 'c' } };
  expect(hashesOf({ version: 1, default: 'm', models: [files, { encoder: { sha256: 'd' } }] } as never)).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});
