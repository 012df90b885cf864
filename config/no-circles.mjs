import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Reports a file of src whose imports lead back to itself, types included: import-x/no-cycle skips `import type`. A dynamic import
 * loads later and closes no circle here.
 */
/** @type {import('eslint').Rule.RuleModule} */
export const noCircles = {
  meta: { type: 'problem', schema: [], messages: { circle: 'These files import each other in a circle: {{ path }}.' } },
  create: (context) => ({
    Program: (node) => {
      const path = circleOf(relative(context.cwd, context.filename), context.cwd);
      if (path) context.report({ node, messageId: 'circle', data: { path: path.join(' -> ') } });
    },
  }),
};

/**
 * The shortest way over imports from a file back to itself, or null.
 * @param {string} file relative to the root
 * @param {string} root
 * @returns {string[] | null}
 */
export function circleOf(file, root) {
  const graph = graphOf(root);
  /** @type {Map<string, string>} */
  const cameFrom = new Map();
  const queue = [file];
  for (const here of queue) {
    for (const next of graph.get(here) ?? []) {
      if (next === file) return wayTo(here, cameFrom).concat(file);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, here);
      queue.push(next);
    }
  }
  return null;
}

/** @type {(file: string, cameFrom: Map<string, string>) => string[]} */
function wayTo(file, cameFrom) {
  const before = cameFrom.get(file);
  return before ? [...wayTo(before, cameFrom), file] : [file];
}

/** @type {Map<string, Map<string, string[]>>} */
const graphs = new Map();

/**
 * What each file of src imports, read once for all files that are checked.
 * @param {string} root
 */
function graphOf(root) {
  const known = graphs.get(root);
  if (known) return known;

  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => /\.tsx?$/.test(name)).map((name) => join('src', name));
  const graph = new Map(files.map((file) => [file, importsOf(file, root)]));
  graphs.set(root, graph);
  return graph;
}

const IMPORT = /^(?:import|export)\b(?:[^;'"]*?\bfrom)?\s*'(\.[^']*)'/gm;

/** @type {(file: string, root: string) => string[]} */
function importsOf(file, root) {
  return [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)]
    .flatMap(([, name = '']) => ['.ts', '.tsx'].map((ending) => join(dirname(file), name) + ending))
    .filter((path) => existsSync(join(root, path)));
}
