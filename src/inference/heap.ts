/**
 * The WebAssembly memory of onnxruntime, which does not tell how much it has; we catch it when it is made. It grows, and is given back only
 * when its worker ends.
 */
let heap: WebAssembly.Memory | undefined;

/** Counts the memory that is made from now on. Call it before the runtime is loaded. */
export function watchHeap(): void {
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(Memory, [descriptor]: [WebAssembly.MemoryDescriptor]) {
      const made = new Memory(descriptor);
      // One of no pages only asks whether memory can be shared.
      if (descriptor.maximum !== 0) heap = made;
      return made;
    },
  });
}

/** Bytes of it; 0 before the runtime is loaded. */
export function heapBytes(): number {
  return heap?.buffer.byteLength ?? 0;
}
