/** The mark: a Haar pyramid with its smallest band lit. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden>
      <path d="M11 1h8v8h-8zM1 11h8v8H1z" fill="currentColor" opacity=".32" />
      <path d="M11 11h8v8h-8z" fill="currentColor" opacity=".16" />
      <path d="M6 1h3v3H6zM1 6h3v3H1z" fill="currentColor" opacity=".6" />
      <path d="M1 1h4v4H1z" className="mark-lit" />
    </svg>
  );
}
