const PARTS = /^(.*?)(\.[^./]*)?$/s;
/** What some file systems refuse in a name. */
// eslint-disable-next-line no-control-regex -- control characters are among them
const REFUSED = /[\u0000-\u001f<>:"/\\|?*]/g;

/** Tells equal names apart, such as a.png and a (2).png; letters that differ in case only count as equal. */
export function apart(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const [, stem = '', ending = ''] = PARTS.exec(name) ?? [];
    for (let nth = 1; ; nth++) {
      const candidate = nth === 1 ? name : `${stem} (${nth})${ending}`;
      if (taken.has(candidate.toLowerCase())) continue;
      taken.add(candidate.toLowerCase());
      return candidate;
    }
  });
}

/** Names of PNG files that stand for these. */
export function pngNames(names: readonly string[]): string[] {
  return apart(names.map((name) => `${(PARTS.exec(name)?.[1] || 'picture').replace(REFUSED, '-')}.png`));
}
