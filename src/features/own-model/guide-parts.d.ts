/** Made by config/guide.ts from a Markdown file: HTML, and code that can be copied. */
declare module '*.md?guide' {
  const parts: readonly ({ readonly html: string } | { readonly code: string })[];
  export default parts;
}
