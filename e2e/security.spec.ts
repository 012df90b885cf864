import { expect, test } from './support/test';

test('every response carries the policy and isolation, scripts of workers and errors included', async ({
  lab,
  page,
  request,
}) => {
  const seen = new Map<string, string | undefined>();
  page.context().on('response', (response) => {
    if (response.url().startsWith('http')) seen.set(response.url(), response.headers()['content-security-policy']);
  });
  await lab.open({ backend: 'wasm', model: 'real', sample: true });
  const worker = [...seen.keys()].find((url) => /lab-worker.*\.js$/.test(url));
  expect(worker, 'the script of the worker').toBeDefined();
  for (const [url, policy] of seen)
    expect(policy ?? '', url).toMatch(/script-src 'self' 'wasm-unsafe-eval';.*connect-src 'self' https:/);
  const missing = await request.get('/models/nothing.onnx');
  expect(missing.status()).toBe(404);
  const headers = missing.headers();
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('inside the worker, eval and a fetch over plain http from elsewhere fail', async ({ lab, page, watch }) => {
  watch.allowViolations();
  await lab.open({ backend: 'wasm' });
  const worker = page.workers().find((candidate) => candidate.url().includes('lab-worker'));
  if (!worker) throw new Error('The page has no worker.');
  const outcome = await worker.evaluate(async () => {
    const attempt = async (work: () => unknown) => {
      try {
        await work();
        return 'allowed';
      } catch (error) {
        return (error as Error).name;
      }
    };
    // setTimeout: the debugger's own evaluation is exempt from the policy, a task of the page is not.
    return new Promise<string[]>((resolve) => {
      setTimeout(() => {
        void Promise.all([
          attempt(() => new Function('return 1')()),
          attempt(() => (0, eval)('1')),
          attempt(() => fetch('http://elsewhere.test/picture.png')),
        ]).then(resolve);
      });
    });
  });
  expect(outcome).toEqual(['EvalError', 'EvalError', 'TypeError']);
  const policed = watch.foreignRequests();
  expect(policed, 'the request did not leave').toEqual([]);
});

test('the built page carries the policy itself, for hosts that send no headers', async ({ request }) => {
  const html = await (await request.get('/')).text();
  expect(html).toContain('http-equiv="Content-Security-Policy"');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
  expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
});
