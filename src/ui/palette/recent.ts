const KEY = 'litevae-lab.recent.1';
const MAX_RECENT = 6;

/** Ids of the commands that were used last, the newest first. Empty where storage is blocked or damaged. */
export function loadRecent(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string').slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}

export function rememberRecent(id: string): void {
  try {
    const ids = [id, ...loadRecent().filter((other) => other !== id)];
    localStorage.setItem(KEY, JSON.stringify(ids.slice(0, MAX_RECENT)));
  } catch {
    // The palette only forgets if there is no storage.
  }
}
