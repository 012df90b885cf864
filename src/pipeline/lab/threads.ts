/** A worker may be isolated and have no memory to share all the same: WebKitGTK. The runtime then takes one thread. */
function sharesMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined';
}

/** How many the CPU runs networks on. More than 4 gain little on these networks and take memory. */
export function cpuThreads(): number {
  return self.crossOriginIsolated && sharesMemory() ? Math.max(1, Math.min(4, navigator.hardwareConcurrency)) : 1;
}

/** A sentence that says why there is but one; '' where there are as many as there can be. @param threads that the runtime has */
export function whyThreads(threads: number): string {
  if (!self.crossOriginIsolated) return 'One thread: this server does not send the headers of cross-origin isolation.';
  if (!sharesMemory()) return 'One thread: this browser shares no memory between threads.';
  return threads < cpuThreads() ? 'One thread: the GPU runs in this worker, too.' : '';
}
