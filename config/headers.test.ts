import { expect, test } from 'vitest';
import { contentSecurityPolicy, metaContentSecurityPolicy } from './headers';

test('the policy names no directive that an engine does not know: WebKitGTK warns of manifest-src, which default-src covers', () => {
  const directives = contentSecurityPolicy()
    .split('; ')
    .map((each) => each.split(' ')[0]);
  expect(directives).not.toContain('manifest-src');
  expect(contentSecurityPolicy()).toMatch(/^default-src 'self';/);
});

test('the policy of the page itself has no directive that only a header may carry', () => {
  expect(metaContentSecurityPolicy()).not.toContain('frame-ancestors');
  expect(contentSecurityPolicy()).toContain("frame-ancestors 'none'");
});
