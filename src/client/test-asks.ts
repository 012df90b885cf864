import type { Settings } from '../core/settings/settings';

/** What was asked for, and the answer that the test gives, also before the worker has heard of it. */
export interface Waiting<T> {
  readonly settings: Settings;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export interface Ask<T> extends Waiting<T> {
  readonly answer: Promise<T>;
  /** The worker has heard of it, or it ended before. */
  here: boolean;
}

export function asked<T, More extends object>(settings: Settings, more: More): Ask<T> & More {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const answer = new Promise<T>((...both) => ([resolve, reject] = both));
  answer.catch(() => undefined);
  return { ...more, settings, answer, resolve, reject, here: false };
}

export function add<T>(list: T[], ask: T): T {
  list.push(ask);
  return ask;
}

/** Asks that the client has not yet handed on: reading a file or loading a part takes the page a while. */
const onTheWay = new Set<object>();

/** Whether every ask has come as far as it can without an answer. */
export const allHere = (): boolean => onTheWay.size === 0;

export function arrived<T>(ask: Ask<T>): Promise<T> {
  ask.here = true;
  onTheWay.delete(ask);
  return ask.answer;
}

export function onItsWay<T>(ask: Ask<T>, call: () => Promise<T>): Promise<T> {
  onTheWay.add(ask);
  const promise = call();
  const done = (): void => void arrived(ask);
  promise.then(done, done);
  return promise;
}

/** What no test answers by hand is on its way until it ends. */
export function untilEnd<T>(promise: Promise<T>): Promise<T> {
  onTheWay.add(promise);
  const done = (): void => void onTheWay.delete(promise);
  promise.then(done, done);
  return promise;
}
