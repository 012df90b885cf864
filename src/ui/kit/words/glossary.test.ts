import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { passagesOf } from '../../../../config/guide';
import { termsIn } from './find';
import { GLOSSARY } from './glossary';
import { PanelTerms } from './panel-terms';
import { panelTexts } from './test-texts';

const PASSAGES = passagesOf(readFileSync('docs/numbers.md', 'utf8'));

/** Words of the field and of machines. Where a panel uses one, the glossary explains it in that very text. */
const JARGON =
  /(?<!-)\b(?:sub-?bands?|approximation|wavelets?|coefficients?|latents?|autoencoders?|encoders?|decoders?|posterior|log-?var(?:iance)?|variance|deviations?|std|sigma|temperature|seeds?|nats|kullback|entropy|coder|quanti[sz]\w*|distortion|footprints?|reach|receptive|halos?|seams?|tiles?|tiling|padd(?:ing|ed)|matte|downscale|pca|nyquist|spectr\w+|slope|luma|energ(?:y|ies)|interpolat\w+|poke[sd]?|tensors?|shaders?|dispatch(?:es)?|readbacks?|adapters?|backends?|wasm|webassembly|timestamp|median|opset|manifest|receipt|normali[sz]ation|attention|convolutions?|activations?|gamma-encoded|diffusion|orthonormal|logits?|stride|kernel|upsampl\w+|downsampl\w+|epochs?|logarithmic|covariance|eigen\w+|jacobian)\b/gi;
/** Abbreviations, and words with capitals or digits inside. */
const SHORT =
  /(?<![\p{L}\p{N}.#/-])(?:[A-Z]{2,}[\p{L}\p{N}-]*|[A-Z][a-z]+[A-Z]\p{L}*|[a-z]{1,3}[A-Z]{2,}\p{L}*|[a-z]{1,6}\d{1,3})(?![\p{L}\p{N}])/gu;

/** What needs no entry, by its reason. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  'kinds of files, which their programs explain':
    'BibTeX JPEG WebP PNG SVG GIF AVIF HEIC JSON CSV ZIP TIFF PK README'.split(' '),
  'names of programs, models and conferences': 'NeurIPS ComfyUI NumPy FLUX SDXL'.split(' '),
  'parts of a computer': 'CPU GPU GPUs'.split(' '),
  'names on the page itself: a pixel, red green blue, a band': 'RGB A1 A2 OK'.split(' '),
  'said beside the word that explains it': 'CORS CMYK HDR NaN MB GB'.split(' '),
};
/** The glossary itself, and the text that goes into a ZIP. */
const NO_PANELS = /kit\/words\/|tensor-archive/;
const isPlain = new Set(Object.values(PLAIN).flat());

test('no panel uses a technical word or an abbreviation that the glossary does not explain', () => {
  const missing = new Set<string>();
  for (const { file, text } of panelTexts(['src/features', 'src/ui', 'src/state'])) {
    if (NO_PANELS.test(file)) continue;
    const found = termsIn(text);
    const isHeld = (start: number, end: number): boolean =>
      found.some((each) => each.start <= start && end <= each.end);
    for (const pattern of text.includes(' ') ? [JARGON, SHORT] : [JARGON])
      for (const { 0: word, index } of text.matchAll(pattern))
        if (!isPlain.has(word) && !isHeld(index, index + word.length)) missing.add(`${word}: "${text}" (${file})`);
  }
  expect([...missing], 'add each to glossary.ts, or to the plain words of this test with a reason').toEqual([]);
});

test('an entry is short, ends with a full stop, and is the only one of its form', () => {
  const forms = GLOSSARY.flatMap(({ name, forms = [] }) => [name, ...forms]);
  expect(forms.filter((form, index) => forms.indexOf(form) !== index)).toEqual([]);
  for (const { name, text } of GLOSSARY) {
    expect(text, name).toMatch(/^[^\n]{10,260}\.$/);
    expect(text.match(/[.:;?!](?= [A-Z])/g)?.length ?? 0, name).toBeLessThan(4);
    expect(termsIn(name)[0]?.term.name, `${name} finds itself`).toBe(name);
  }
});

test('every formula is a passage of docs/numbers.md, and every defined number there has a term', () => {
  const formulas = new Set(GLOSSARY.flatMap(({ formula }) => formula ?? []));
  expect([...formulas].filter((formula) => !PASSAGES[formula])).toEqual([]);
  const bold = [...readFileSync('docs/numbers.md', 'utf8').matchAll(/\*\*([^*]+)\*\*/g)].map(
    ([, words]) => words ?? '',
  );
  expect(bold.filter((words) => !words.endsWith('.') && !formulas.has(words))).toEqual([]);
  expect(PASSAGES['KL']).toContain('in nats');
  expect(PASSAGES['The Haar transform']).toContain('A = (a + b + c + d) / 2');
});

const names = (text: string): string[] => termsIn(text).map(({ term }) => term.name);

test('terms are found in sentences, headings and plurals, the longest first, and only as whole words', () => {
  expect(names('PSNR, dB')).toEqual(['PSNR', 'dB']);
  expect(names('Latent statistics of the latents')).toEqual(['latent', 'latent']);
  expect(names('The SSIM map has one value')).toEqual(['SSIM map']);
  expect(names('KL of the posterior from N(0, 1), in nats')).toEqual(['KL', 'posterior', 'N(0, 1)', 'nats']);
  expect(names('Mean |e|, levels')).toEqual(['mean absolute error']);
  expect(names('VAE-like: it keeps a blended cellar')).toEqual([]);
  const [found] = termsIn('the receptive fields of tiles');
  expect([found?.start, found?.end]).toEqual([4, 20]);
});

test('the first text of a panel explains a term, and the next one when the first is gone', () => {
  const panel = new PanelTerms();
  let told = 0;
  panel.subscribe(() => told++);
  const removeFirst = panel.add('first', ['PSNR', 'dB']);
  panel.add('second', ['PSNR', 'SSIM']);
  expect([panel.of('first'), panel.of('second'), panel.of('third')]).toEqual(['PSNR|dB', 'SSIM', '']);
  removeFirst();
  expect(panel.of('second')).toBe('PSNR|SSIM');
  expect(told).toBe(3);
});
