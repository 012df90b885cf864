/** An element by CSS, or by its role and the beginning of its name. */
export type Target = string | { readonly role: Role; readonly name: string; readonly within?: string };
type Role = 'button' | 'tab' | 'menuitem' | 'option' | 'radio' | 'slider';

export interface Found {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

/** Finds the element in the page, and scrolls it into view. It runs there, so it can use nothing from outside. */
export function lookFor(wanted: Target): Found | null {
  const css = {
    button: 'button',
    tab: '[role=tab]',
    menuitem: '[role=menuitem]',
    option: '[role=option]',
    radio: '[role=radio], input[type=radio]',
    slider: 'input[type=range]',
  };
  const textOf = (element: Element): string =>
    element.getAttribute('aria-label') ??
    (element
      .getAttribute('aria-labelledby')
      ?.split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' ') ||
      element.closest('label')?.textContent ||
      element.textContent ||
      '');
  const isWanted = (element: Element): boolean =>
    typeof wanted === 'string' || textOf(element).trim().startsWith(wanted.name);
  const selector =
    typeof wanted === 'string'
      ? wanted
      : css[wanted.role]
          .split(', ')
          .map((each) => `${wanted.within ?? ''} ${each}`)
          .join(', ');
  for (const element of document.querySelectorAll<HTMLElement>(selector)) {
    const shown = element.matches('input[type=radio]') ? (element.closest('label') ?? element) : element;
    if (!isWanted(element) || !shown.checkVisibility({ visibilityProperty: true })) continue;
    const before = shown.getBoundingClientRect();
    if (before.top < 0 || before.bottom > innerHeight) shown.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { x, y, width, height } = shown.getBoundingClientRect();
    return {
      x: x + width / 2,
      y: y + height / 2,
      width,
      height,
      text: (element.textContent ?? '').replaceAll(/\s+/g, ' '),
    };
  }
  return null;
}
