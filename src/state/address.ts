import { LabError, toErrorInfo, type ErrorInfo } from '../core/errors';
import { applyPatch, fromFragment, toFragment, type Settings, type SettingsPatch } from '../core/settings/settings';
import { TOUR_STEPS } from './tour';

/** What the address of the page asks for. */
export interface Asked {
  /** Settings of the fragment over the defaults, or null without a fragment. */
  readonly shared: Settings | null;
  /** Values of the query, for this visit only. */
  readonly forced: Partial<Settings>;
  /** Absolute URL of ?image=. */
  readonly image: URL | null;
  /** The step of the tour that #tour= names, from 1, or null. */
  readonly tour: number | null;
  /** What could not be read, to be said once. */
  readonly errors: readonly ErrorInfo[];
}

/** Reads `?backend= ?model= ?image=`, `#settings=` and `#tour=`; a bad value is reported and left out. */
export function readAddress(href: string, defaults: Settings): Asked {
  const url = new URL(href);
  const errors: ErrorInfo[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (thrown) {
      errors.push(toErrorInfo(thrown));
      return otherwise;
    }
  };
  const forced: Record<string, string> = {};
  for (const key of ['backend', 'model'] as const) {
    const value = url.searchParams.get(key);
    if (value === null) continue;
    const patch = { [key]: value } as SettingsPatch;
    if (attempt(() => applyPatch(defaults, patch), null)) forced[key] = value;
  }
  const image = url.searchParams.get('image');
  return {
    shared: url.hash.includes('settings=') ? attempt(() => fromFragment(url.hash, defaults), null) : null,
    forced: forced as Partial<Settings>,
    image: image ? attempt(() => new URL(image, url), null) : null,
    tour: attempt(() => stepOf(url.hash), null),
    errors,
  };
}

/** @throws LabError 'bad-setting' for a step that does not exist */
function stepOf(hash: string): number | null {
  const text = new URLSearchParams(hash.slice(1)).get('tour');
  if (text === null) return null;
  const step = Number(text);
  if (Number.isInteger(step) && step >= 1 && step <= TOUR_STEPS) return step;
  throw new LabError('bad-setting', `The tour has no step "${text}". Its steps are 1 to ${TOUR_STEPS}.`);
}

/**
 * A link to this page with these settings; the picture is never part of it, nor what the page's own address asked for, which
 * may have been changed since. Settings of the defaults of large screens are left out; phones have a size of their own.
 */
export function shareLink(href: string, settings: Settings): string {
  const url = new URL(href);
  for (const key of ['model', 'backend', 'image']) url.searchParams.delete(key);
  // A link without a fragment would show receivers their own settings.
  url.hash = toFragment(settings) || 'settings=%7B%7D';
  return url.href;
}
