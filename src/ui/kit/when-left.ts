/**
 * Calls `end` when the page loses the keyboard or is hidden: the release of a key or a button that is held then is never heard.
 * @returns what ends the listening
 */
export function whenLeft(end: () => void): () => void {
  const onHidden = (): void => {
    if (document.hidden) end();
  };
  window.addEventListener('blur', end);
  document.addEventListener('visibilitychange', onHidden);
  return () => {
    window.removeEventListener('blur', end);
    document.removeEventListener('visibilitychange', onHidden);
  };
}
