/** What a JSON file that somebody gave the page is. */

export type JsonKind = 'card' | 'manifest' | 'diffusers' | 'other';

export const CARD_KIND = 'litevae-lab repro card';

export function jsonKind(json: unknown): JsonKind {
  const record = asRecord(json);
  if (!record) return 'other';
  if (record['kind'] === CARD_KIND) return 'card';
  if (record['_class_name'] !== undefined || record['_diffusers_version'] !== undefined) return 'diffusers';
  return Array.isArray(record['models']) ||
    asRecord(record['encoder']) ||
    asRecord(record['decoder']) ||
    record['latentChannels'] !== undefined
    ? 'manifest'
    : 'other';
}

export function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** What is written in JSON; undefined where it is none. */
export function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
