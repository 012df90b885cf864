import { besidesOf, withWeights } from '../../core/model/onnx-weights';
import type { OwnFile } from '../../core/model/own-model';

/** Weights that lie in files of their own beside a graph: finding them among what was dropped, and putting them into it. */

export interface Gathered {
  /** The whole network as one file; null where its graph has all, or where something lacks. */
  readonly data: Blob | null;
  readonly used: readonly OwnFile[];
  /** What lacks, such as 'model.onnx_data, which is not here'. */
  readonly lacks: readonly string[];
}

/**
 * @param files all that were dropped; folders count where they are known
 * @throws Error where the graph is no ONNX file
 */
export function gatherWeights(graph: OwnFile, content: Uint8Array<ArrayBuffer>, files: readonly OwnFile[]): Gathered {
  const besides = new Map<string, Blob>();
  const [used, lacks]: [OwnFile[], string[]] = [[], []];
  for (const [location, bytes] of besidesOf(content)) {
    const file = besideOf(graph, location, bytes, files);
    if (!file) {
      lacks.push(`${location}, which is not here`);
      continue;
    }
    used.push(file);
    if (file.data.size < bytes)
      lacks.push(`${location}, which has ${counted(file.data.size)} of the ${counted(bytes)} bytes that it needs`);
    else besides.set(location, file.data);
  }
  return { data: lacks.length === 0 && besides.size > 0 ? withWeights(content, besides) : null, used, lacks };
}

/** The file of that name in the graph's folder; else one of that name in a folder that has no graph of its own. */
function besideOf(graph: OwnFile, location: string, bytes: number, files: readonly OwnFile[]): OwnFile | undefined {
  const path = [...partsOf(graph.name).slice(0, -1), ...partsOf(location)].join('/');
  const withGraphs = new Set(files.filter(({ name }) => /\.onnx$/i.test(name)).map(({ name }) => folderOf(name)));
  const there = files.filter(({ name }) => name === path);
  const elsewhere = files.filter(
    ({ name }) => partsOf(name).at(-1) === partsOf(location).at(-1) && !withGraphs.has(folderOf(name)),
  );
  const alike = there.length > 0 ? there : elsewhere;
  // Files that came without their folders may have the same name.
  return alike.find(({ data }) => data.size === bytes) ?? alike.find(({ data }) => data.size > bytes) ?? alike[0];
}

function partsOf(path: string): string[] {
  return path.split(/[\\/]/).filter((part) => part !== '.' && part !== '');
}

function folderOf(path: string): string {
  return partsOf(path).slice(0, -1).join('/');
}

function counted(bytes: number): string {
  return bytes.toLocaleString('en');
}
