import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestGpu } from './device';

const never = (): Promise<never> => new Promise(() => undefined);

interface Ask {
  requiredFeatures: string[];
  requiredLimits: Record<string, number>;
}

/** A browser whose adapter answers requestDevice as the test says. */
function fakeGpu(answer: (ask: Ask) => Promise<unknown>) {
  const asks: Ask[] = [];
  const adapter = () => ({
    features: new Set(['timestamp-query', 'subgroups']),
    limits: { maxBufferSize: 2 ** 31 },
    info: { vendor: 'acme' },
    requestDevice: (ask: Ask) => {
      asks.push(ask);
      return answer(ask);
    },
  });
  return { asks, gpu: { requestAdapter: async () => adapter() } as unknown as GPU };
}

const fakeDevice = (lost: Promise<unknown> = never(), features: string[] = []) => ({
  features: new Set(features),
  lost,
  createBuffer: () => ({}),
  createComputePipelineAsync: never,
  createRenderPipelineAsync: never,
  popErrorScope: never,
  destroy: vi.fn(),
  queue: { onSubmittedWorkDone: never },
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets all timers run. */
async function timed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await vi.runAllTimersAsync();
  return promise;
}

describe('a driver that refuses what it offers', () => {
  it('is asked for less when raised limits are too much', async () => {
    const { gpu, asks } = fakeGpu(async ({ requiredLimits, requiredFeatures }) => {
      if (Object.keys(requiredLimits).length > 0) throw new Error('limits');
      return fakeDevice(never(), requiredFeatures);
    });
    const { adapterName, features } = await timed(requestGpu(gpu));
    expect(adapterName).toBe('acme');
    expect([...features]).toEqual(['timestamp-query', 'subgroups']);
    expect(Object.keys(asks[0]?.requiredLimits ?? {})).toContain('maxBufferSize');
  });

  it('keeps the limits when a feature is too much', async () => {
    const { gpu, asks } = fakeGpu(async ({ requiredFeatures }) => {
      if (requiredFeatures.length > 0) throw new Error('features');
      return fakeDevice();
    });
    expect([...(await timed(requestGpu(gpu))).features]).toEqual([]);
    expect(asks.at(-1)?.requiredLimits['maxBufferSize']).toBe(2 ** 31);
  });

  it('is asked again when it gives a device that is lost already', async () => {
    const { gpu, asks } = fakeGpu(async ({ requiredLimits, requiredFeatures }) =>
      fakeDevice(
        Object.keys(requiredLimits).length + requiredFeatures.length > 0
          ? Promise.resolve({ reason: 'unknown', message: 'no' })
          : never(),
      ),
    );
    await timed(requestGpu(gpu));
    expect(asks).toHaveLength(4);
  });

  it('is given up when it refuses the defaults, too', async () => {
    const { gpu, asks } = fakeGpu(() => Promise.reject(new Error('driver is too old')));
    await expect(timed(requestGpu(gpu))).rejects.toMatchObject({ code: 'no-backend', message: /driver is too old/ });
    expect(asks).toHaveLength(4);
  });
});

describe('a browser that does not answer', () => {
  it('is given up when no adapter comes', async () => {
    const gpu = { requestAdapter: never } as unknown as GPU;
    await expect(timed(requestGpu(gpu))).rejects.toMatchObject({
      code: 'no-backend',
      message: /has not answered for 30 s/,
    });
  });

  it('is given up when no device comes, and one that comes late is destroyed', async () => {
    const late = fakeDevice();
    const { gpu, asks } = fakeGpu(() => new Promise((resolve) => setTimeout(() => resolve(late), 90_000)));
    await expect(timed(requestGpu(gpu))).rejects.toMatchObject({
      code: 'no-backend',
      message: /has not answered for 30 s/,
    });
    expect(asks).toHaveLength(1);
    expect(late.destroy).toHaveBeenCalled();
  });

  it('counts as a loss when it falls silent later', async () => {
    const device = fakeDevice();
    const { gpu } = fakeGpu(async () => device);
    const { lost } = await timed(requestGpu(gpu));
    void device.queue.onSubmittedWorkDone();
    const error = timed(lost);
    expect(await error).toMatchObject({ code: 'device-lost', message: /has not answered for 2 minutes/ });
  });
});
