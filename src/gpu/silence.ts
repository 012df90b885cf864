/** A worker that was busy itself, or a computer that slept, first hears what was answered meanwhile. */
const GRACE_MS = 5000;

/**
 * Resolves when a device was asked something and has answered nothing at all for `limitMs`: drivers have been seen that
 * neither answer nor report a loss. Whoever asks is seen, onnxruntime too, since this sits in the device's own methods;
 * objects made earlier are not. Slow work does not count as long as other answers come.
 */
export function silenceOf(device: GPUDevice, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    let waiting = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (): void => {
      timer = setTimeout(() => (timer = setTimeout(resolve, GRACE_MS)), limitMs);
    };
    const answered = (): void => {
      waiting -= 1;
      clearTimeout(timer);
      if (waiting > 0) listen();
    };
    const asked = <T>(answer: Promise<T>): Promise<T> => {
      if (++waiting === 1) listen();
      answer.then(answered, answered);
      return answer;
    };
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor);
      const mapAsync = buffer.mapAsync.bind(buffer);
      buffer.mapAsync = (mode, ...range) => asked(mapAsync(mode, ...range));
      return buffer;
    };
    const { queue } = device;
    for (const name of ['createComputePipelineAsync', 'createRenderPipelineAsync', 'popErrorScope'] as const) {
      const ask = device[name].bind(device) as (...given: unknown[]) => Promise<never>;
      device[name] = (...given: unknown[]) => asked(ask(...given));
    }
    const onSubmittedWorkDone = queue.onSubmittedWorkDone.bind(queue);
    queue.onSubmittedWorkDone = () => asked(onSubmittedWorkDone());
  });
}
