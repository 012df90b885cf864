import { LabError } from '../errors';

/** Checks of values that people and scripts pass as settings, and the sentences when they fail. */
export type Check = (value: unknown) => boolean;

/** What a value must be, and the words for it that end "... is": such as 'true or false'. */
export interface Rule {
  readonly ok: Check;
  readonly says: string;
}

export const oneOf =
  (...allowed: unknown[]): Check =>
  (value) =>
    allowed.includes(value);
export const inRange =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high;
export const wholeIn =
  (low: number, high: number): Check =>
  (value) =>
    inRange(low, high)(value) && Number.isInteger(value);
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const numberRule = (low: number, high: number): Rule => ({
  ok: inRange(low, high),
  says: `a number from ${low} to ${high}`,
});
export const wholeRule = (low: number, high: number): Rule => ({
  ok: wholeIn(low, high),
  says: `a whole number from ${low} to ${high}`,
});
export const flagRule: Rule = { ok: (value) => typeof value === 'boolean', says: 'true or false' };

/**
 * Checks an object with these fields; `name` starts the sentence, such as 'The mix of the latent'.
 * @throws LabError 'bad-setting' for something else than an object, an unknown field, a value out of range, or,
 * with `complete`, a field that is missing.
 */
export function checkFields<T>(
  name: string,
  value: unknown,
  rules: { readonly [K in keyof T]-?: Rule },
  complete = false,
): void {
  if (!isRecord(value)) throw bad(`${name} is an object, not ${shown(value)}.`);
  const fields = Object.keys(rules);
  for (const [field, each] of Object.entries(value)) {
    const rule = Object.hasOwn(rules, field) ? rules[field as keyof T] : undefined;
    if (!rule) throw bad(`${name} has ${listed(fields)}, not "${field}".`);
    if (!rule.ok(each)) throw bad(`"${field}" of ${lowerFirst(name)} is ${rule.says}, not ${shown(each)}.`);
  }
  const missing = complete ? fields.find((field) => !Object.hasOwn(value, field)) : undefined;
  if (missing !== undefined) throw bad(`${name} needs "${missing}", ${rules[missing as keyof T].says}.`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** JSON throws at what scripts may pass by mistake: BigInt, and objects that hold themselves. */
export function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

export function bad(message: string): LabError {
  return new LabError('bad-setting', message);
}
