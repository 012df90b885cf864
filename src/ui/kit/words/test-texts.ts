import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface PanelText {
  readonly file: string;
  readonly text: string;
}

/** Attributes that nobody reads. */
const UNSEEN = /^(?:className|id|key|href|src|slot|role|viewBox|d|type|data-.*)$/;

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return /\.tsx?$/.test(path) && !/(?:\.test|\.d)\.ts$|\/test-[^/]*$/.test(path) ? [path] : [];
  });
}

/** Literals that are words: text between tags, what has a space, and what is written like a heading or an abbreviation. */
function isWords(node: ts.Node & { text: string }): boolean {
  const text = node.text.trim();
  return text !== '' && !text.startsWith('[') && (ts.isJsxText(node) || text.includes(' ') || /^[A-Z]/.test(text));
}

/** All texts that panels can show, read from their sources: also those of drawers that are closed and of dialogs. */
export function panelTexts(folders: readonly string[]): PanelText[] {
  const texts: PanelText[] = [];
  for (const file of folders.flatMap(sourcesIn)) {
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
      // Said to whoever writes code.
      if (ts.isNewExpression(node) && node.expression.getText() === 'Error') return;
      if (ts.isJsxAttribute(node) && UNSEEN.test(node.name.getText())) return;
      if (ts.isTemplateExpression(node)) {
        // Three dots stand for what is filled in.
        const text = [node.head, ...node.templateSpans.map(({ literal }) => literal)]
          .map((each) => each.text)
          .join('…');
        if (text.includes(' ') && !text.startsWith('[')) texts.push({ file, text });
        for (const { expression } of node.templateSpans) visit(expression);
        return;
      }
      if ((ts.isJsxText(node) || ts.isStringLiteralLike(node)) && isWords(node))
        texts.push({ file, text: node.text.replace(/\s+/g, ' ').trim() });
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  }
  return texts;
}
