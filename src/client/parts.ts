import { LabError, type ErrorCode, type ErrorInfo } from '../core/errors';
import { withLimit } from '../core/limits';
import { isOutdated } from './new-version';

/** How long a part may take before the page says so. It is still taken when it comes later. */
const LOAD_MS = 30_000;

/** Firefox takes an address that failed once for failed as long as the page lives, with these words; another query is asked anew. */
const REMEMBERED = /^error loading dynamically imported module: (\S+)$/;
const again = new Map<string, { tries: number; module?: unknown }>();

/** Styles that did not come: the bundler asks for them once, and the part would come without them the next time. */
const CSS_FAILED = /^Unable to preload CSS for (\S+)$/;
const missingStyles = new Set<string>();

const GONE = 'This page has a new version, and this part of the old one is gone. Reload the page for the new one.';
/** How the worker says that a file did not come, or that another one came in its place. */
const MISSING: readonly ErrorCode[] = ['fetch-failed', 'http-error', 'model-missing', 'model-corrupt'];

let announce = (): void => undefined;

/** Hears when a part is missing because the host has a newer page than the one that runs. */
export function onNewVersion(listener: () => void): void {
  announce = listener;
}

/**
 * Code that is loaded when it is first needed: `load` is a dynamic import. A failed one can be asked for again.
 * @throws LabError 'fetch-failed', with a sentence that tells a new version on the host from a bad connection
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await withLimit(attempt(load), LOAD_MS, () => new Error('No answer.'));
  } catch (cause) {
    const { code, message } = await orNewVersion({
      code: 'fetch-failed',
      message: 'This part of the page could not be loaded. Check the connection, then try again.',
    });
    throw new LabError(code, message, { cause });
  }
}

/** The same error, unless what is missing is missing because the host has a newer page than the one that runs. */
export async function orNewVersion(error: ErrorInfo): Promise<ErrorInfo> {
  if (!MISSING.includes(error.code) || !(await isOutdated())) return error;
  announce();
  return { code: 'fetch-failed', message: GONE };
}

async function attempt<T>(load: () => Promise<T>): Promise<T> {
  await Promise.all([...missingStyles].map(addStyle));
  try {
    return await load();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    const [, style] = CSS_FAILED.exec(message) ?? [];
    if (style) missingStyles.add(style);
    const [, address] = REMEMBERED.exec(message) ?? [];
    if (!address) throw cause;
    const entry = again.get(address) ?? { tries: 0 };
    again.set(address, entry);
    entry.tries += 1;
    // The first failure was a real one.
    if (entry.tries === 1) throw cause;
    return (entry.module ??= await import(/* @vite-ignore */ `${address}?again=${entry.tries}`)) as T;
  }
}

async function addStyle(address: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  const loaded = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(`Unable to preload CSS for ${address}`));
  });
  document.head.append(link);
  try {
    await loaded;
    missingStyles.delete(address);
  } catch (error) {
    link.remove();
    throw error;
  }
}
