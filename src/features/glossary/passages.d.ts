/** Made by config/guide.ts from a Markdown file: HTML of its passages, by heading or bold words. */
declare module '*.md?passages' {
  const passages: Readonly<Record<string, string>>;
  export default passages;
}
