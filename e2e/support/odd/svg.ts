import { gzipSync } from 'node:zlib';
import type { OddFile } from './types';

const XMLNS = 'xmlns="http://www.w3.org/2000/svg"';
const RECT = '<rect width="9" height="9" fill="red"/>';
const svg = (content: string, attributes = 'width="24" height="16"', before = '') =>
  `${before}<svg ${XMLNS} ${attributes}>${content}</svg>`;
/** A request to it would fail the test. */
const OUTSIDE = 'https://elsewhere.test/a';

const TEXTS: Readonly<Record<string, string>> = {
  script: svg('<script>document.documentElement.remove(); while (true) ;</script><rect width="9" height="9"/>'),
  'script from outside': svg(`<script href="${OUTSIDE}.js"/>${RECT}`),
  handlers: svg(RECT, 'width="24" height="16" onload="fetch(\'https://elsewhere.test/a\')" onclick="alert(1)"'),
  'javascript link': svg(`<a href="javascript:alert(1)">${RECT}</a>`),
  'picture from outside': svg(`<image href="${OUTSIDE}.png" width="9" height="9"/>`),
  'style sheet from outside': svg(
    `<style>@import url(${OUTSIDE}.css); rect { fill: url(${OUTSIDE}.svg#a) }</style>${RECT}`,
  ),
  'font from outside': svg(
    `<style>@font-face { font-family: a; src: url(${OUTSIDE}.woff2) } text { font-family: a }</style><text y="9">a</text>`,
  ),
  'use from outside': svg(`<use href="${OUTSIDE}.svg#a"/>`),
  'style sheet instruction': svg(RECT, undefined, `<?xml-stylesheet href="${OUTSIDE}.css"?>`),
  'entity from outside': svg('&a;', undefined, `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>`),
  'doctype from outside': svg(RECT, undefined, `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "${OUTSIDE}.dtd">`),
  'billion laughs': svg(
    '<text>&i;</text>',
    undefined,
    `<!DOCTYPE svg [<!ENTITY a "ha">${'abcdefgh'
      .split('')
      .map((name, i) => `<!ENTITY ${'bcdefghi'[i]} "${`&${name};`.repeat(10)}">`)
      .join('')}]>`,
  ),
  'html inside': svg(
    '<foreignObject width="9" height="9"><b xmlns="http://www.w3.org/1999/xhtml">a<script>1</script></b></foreignObject>',
  ),
  'frame inside': svg(
    `<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${OUTSIDE}"/></foreignObject>`,
  ),
  'deep nesting': svg('<g>'.repeat(3000) + RECT + '</g>'.repeat(3000)),
  'deep nesting without end': svg('<g>'.repeat(20_000)),
  'deep svg in svg': `<svg ${XMLNS} width="24" height="16">`.repeat(200) + '</svg>'.repeat(200),
  'many rectangles': svg('<rect width="2" height="2" x="3" y="4"/>'.repeat(5000)),
  'use of itself': svg('<g id="a"><use href="#a"/></g>'),
  'use doubled twelve times': svg(
    `<defs><g id="a0">${RECT}</g>${Array.from({ length: 12 }, (_, i) => `<g id="a${i + 1}"><use href="#a${i}"/><use href="#a${i}"/></g>`).join('')}</defs><use href="#a12"/>`,
  ),
  'mask of itself': svg(
    '<mask id="a"><rect width="9" height="9" mask="url(#a)"/></mask><rect width="9" height="9" mask="url(#a)"/>',
  ),
  'pattern of itself': svg(
    '<pattern id="a" width="1" height="1"><rect width="9" height="9" fill="url(#a)"/></pattern><rect width="9" height="9" fill="url(#a)"/>',
  ),
  'blur of 10000': svg(
    '<filter id="a"><feGaussianBlur stdDeviation="10000"/></filter><rect width="9" height="9" filter="url(#a)"/>',
  ),
  'turbulence of 99 octaves': svg(
    '<filter id="a"><feTurbulence numOctaves="99" baseFrequency="0.1"/></filter><rect width="24" height="16" filter="url(#a)"/>',
  ),
  animation: svg(
    '<rect width="9" height="9"><animate attributeName="x" to="9" dur="1ms" repeatCount="indefinite"/></rect>',
  ),
  'style animation': svg(`<style>@keyframes a { to { opacity: 0 } } rect { animation: a 1ms infinite }</style>${RECT}`),
  'picture inside': svg(`<image width="9" height="9" href="data:image/svg+xml,${encodeURIComponent(svg(RECT))}"/>`),
  'broken picture inside': svg('<image width="9" height="9" href="data:image/png;base64,AAAA"/>'),
  'nothing inside': svg(''),
  'no namespace': `<svg width="24" height="16">${RECT}</svg>`,
  'own prefix':
    '<a:svg xmlns:a="http://www.w3.org/2000/svg" width="24" height="16"><a:rect width="9" height="9"/></a:svg>',
  'not closed': `<svg ${XMLNS} width="24" height="16">${RECT}`,
  'text after the end': `${svg(RECT)} and more`,
  'two roots': svg(RECT) + svg(RECT),
  'not allowed letters': svg('<text>\x01\x02</text>'),
  'comments before': svg(RECT, undefined, '<!-- a -->'.repeat(500)),
  'white space before': svg(RECT, undefined, '\n'.repeat(3000)),
  'declared as UTF-16': svg('<text>é</text>', undefined, '<?xml version="1.0" encoding="UTF-16"?>'),
  'declared as nonsense': svg(RECT, undefined, '<?xml version="1.0" encoding="none-such"?>'),
  'byte order mark': `\ufeff${svg(RECT)}`,
  'a path of 50000 points': svg(`<path d="M0 0${'l1 1'.repeat(50_000)}"/>`),
  'path nonsense': svg('<path d="M nan Infinity 1e999 L"/>'),
  'tag in a text': `<html><body>${svg(RECT)}</body></html>`,
};

/** Sizes: as attributes, so that the page reads them before the browser does. */
const SIZES = [
  'width="0" height="16"',
  'width="-5" height="16"',
  'width="1e308" height="1e308"',
  'width="NaN" height="16"',
  'width="0.001" height="0.001"',
  'width="20000" height="1"',
  'width="99999999999999999999" height="2"',
  'width="" height=""',
  'width="10vw" height="10%"',
  'width="2em" height="1ex"',
  'width="1in" height="1cm"',
  'viewBox="0 0 0 0"',
  'viewBox="nonsense"',
  'viewBox="0 0 -4 -4"',
  'viewBox="0 0 1e-9 1e9"',
  'width="24"',
  'height="16" viewBox="0 0 3 1"',
  'width="24px" height="16px" style="width: 5px"',
  'width="24" width="25" height="16"',
];

export function oddSvgs(): OddFile[] {
  const encoder = new TextEncoder();
  const made = [
    ...Object.entries(TEXTS).map(([name, text]): [string, Uint8Array] => [name, encoder.encode(text)]),
    ...SIZES.map((size): [string, Uint8Array] => [size, encoder.encode(svg(RECT, size))]),
    ['packed', gzipSync(svg(RECT))] as [string, Uint8Array],
    ['UTF-16', Buffer.from(`\ufeff${svg(RECT)}`, 'utf16le')] as [string, Uint8Array],
    ['Latin-1 that is not UTF-8', Buffer.from(svg('<text>é</text>'), 'latin1')] as [string, Uint8Array],
    ['zero bytes between', Buffer.from(svg(RECT).replace('<rect', '\0<rect'), 'latin1')] as [string, Uint8Array],
  ];
  return made.map(([name, content]) => ({ name: `svg ${name}`, type: 'image/svg+xml', bytes: content }));
}
