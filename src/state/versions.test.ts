import { describe, expect, it } from 'vitest';
import type { LabState } from './state-types';
import { versionOf } from './versions';

const CHANGE = { kind: 'difference', against: 'reference', mode: 'signed', colour: 'RGB', gain: 1 } as const;

describe('the version of a difference', () => {
  const state = (version: number | null, job = 4): Parameters<typeof versionOf>[0] => ({
    picture: { version: 1 }, result: { picture: 1, stored: null, summary: { job } },
    slots: version === null ? {} : { reference: { version } },
  }) as unknown as LabState;

  it('is another one when either result is, and none while one is missing', () => {
    const versions = [state(1), state(2), state(1, 5)].map((each) => versionOf(each, CHANGE));
    expect(new Set(versions).size).toBe(3);
    expect(versionOf(state(1), CHANGE)).toBe(versions[0]);
    expect(versionOf(state(null), CHANGE)).toBeNull();
  });

  it('is not that of a run, whose number a view has to have', () => {
    expect(versionOf(state(1), CHANGE)).not.toMatch(/^job/);
  });
});
