import { expect, test } from 'vitest';
import { LabError } from '../core/errors';
import { GpuResources } from './resources';

/** A device that says so of what is made between two calls. */
function resourcesOn(answer: object | null): GpuResources {
  const device = { pushErrorScope: () => undefined, popErrorScope: () => Promise.resolve(answer) };
  return new GpuResources(device as unknown as GPUDevice);
}
const full = () => new LabError('out-of-memory', 'There is no room.');
const broken = () => {
  throw new Error('broken');
};

test('what is reserved comes once the device has room for it, and its own failure goes first', async () => {
  await expect(resourcesOn(null).reserve(() => 'made', full)).resolves.toBe('made');
  await expect(resourcesOn({}).reserve(() => 'made', full)).rejects.toMatchObject({ code: 'out-of-memory' });
  await expect(resourcesOn({}).reserve(broken, full)).rejects.toThrow('broken');
  await expect(resourcesOn(null).reserve(broken, full)).rejects.toThrow('broken');
});
