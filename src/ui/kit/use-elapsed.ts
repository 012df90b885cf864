import { useEffect, useState } from 'react';

/** Seconds since `since` (performance.now() ms) while active and over 400 ms; null before: a short run shows no clock. */
export function useElapsed(active: boolean, since: number): number | null {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setNow(performance.now()), 200);
    return () => clearInterval(timer);
  }, [active, since]);
  const elapsed = now - since;
  return active && elapsed > 400 ? elapsed / 1000 : null;
}
