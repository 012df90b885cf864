import type { Parts } from '../../core/model/assign-parts';
import { differs, fits, type Finding } from '../../core/model/model-contract';
import { diffusersFacts, jsonKind, type DiffusersFacts } from '../../core/files/json-kinds';
import { looksLike } from '../../core/model/onnx-file';
import { readOwnManifest, type FileReport, type OwnFile, type OwnManifest } from '../../core/model/own-model';
import { PARITY_STAGES } from '../../core/model/parity';
import { readSafetensors, tensorNames } from '../../core/files/safetensors';

/** What lies beside the networks of a model: a manifest, configurations, tensors. */

export type Read = { readonly source: OwnFile; readonly content: Uint8Array<ArrayBuffer> };
export type Said = Pick<FileReport, 'role' | 'says'>;

export function isText({ name }: OwnFile, content: Uint8Array): boolean {
  return /\.json$/i.test(name) || looksLike(content) === 'a JSON file';
}

export function isTensors({ name }: OwnFile, content: Uint8Array): boolean {
  return /\.safetensors$/i.test(name) || looksLike(content) === 'a safetensors file';
}

/** A manifest counts; what else is written in JSON never makes networks that fit unfit. */
export function readTexts(
  texts: readonly Read[],
  hashes: readonly string[],
  says: Map<OwnFile, Said>,
): { manifest: OwnManifest | null; findings: Finding[] } {
  let manifest: OwnManifest | null = null;
  let config: DiffusersFacts | null = null;
  const findings: Finding[] = [];
  for (const { source, content } of texts) {
    const put = (role: FileReport['role'], text: string): void => void says.set(source, { role, says: text });
    const json = parsed(content);
    const kind = json === undefined ? 'broken' : jsonKind(json);
    if (kind === 'diffusers') {
      const facts = diffusersFacts(json);
      config ??= facts.scale === undefined ? null : facts;
      put(
        'configuration',
        `Configuration of diffusers, ${facts.className}${facts.scale === undefined ? '' : `: latent scale ${facts.scale}${facts.shift ? `, shift ${facts.shift}` : ''}`}.`,
      );
    } else if (kind === 'manifest') {
      try {
        if (manifest) throw new Error('There is a manifest already. Leave one of them.');
        manifest = readOwnManifest(json, hashes);
        put('manifest', 'Manifest.');
      } catch (error) {
        const why = (error as Error).message;
        put(null, why);
        findings.push(differs('manifest', 'Content', 'the entry of one model', source.name, why));
      }
    } else put(null, NO_MANIFEST[kind]);
  }
  const { scale, shift } = config ?? {};
  if (scale === undefined || manifest?.latent.scale !== undefined) return { manifest, findings };
  const known = manifest ?? { encoder: {}, decoder: {}, latent: {} };
  return { manifest: { ...known, latent: { ...known.latent, scale, shift: shift ?? 0 } }, findings };
}

const NO_MANIFEST = {
  broken: 'It is not valid JSON, so it is left out.',
  card: 'It holds settings and results, not the manifest of a model. Drop it by itself.',
  other: 'It is no manifest of a model, so it is left out.',
} as const;

/** Undefined where it is no JSON. */
function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    return undefined;
  }
}

/** Finds where a manifest says something else than the files do. */
export function manifestFindings(manifest: OwnManifest, parts: Parts<{ readonly sha256: string }>): Finding[] {
  const findings: Finding[] = [];
  const short = (hash: string): string => `${hash.slice(0, 12)}…`;
  for (const part of ['encoder', 'decoder'] as const) {
    const network = parts[part];
    const { sha256: hash } = manifest[part];
    if (!network || typeof hash !== 'string') continue;
    const row = ['manifest', `Checksum of the ${part}`, short(hash), short(network.sha256)] as const;
    findings.push(
      network.sha256 === hash
        ? fits(...row)
        : differs(...row, 'Use the manifest that was written with these files, or none.'),
    );
  }
  if (manifest.downscale !== undefined && manifest.downscale !== 8) {
    findings.push(
      differs(
        'manifest',
        'Downscale',
        '8',
        String(manifest.downscale),
        'This page runs models that make pictures 8 times smaller.',
      ),
    );
  }
  return findings;
}

const WEIGHTS =
  'Weights as safetensors, which cannot run here. Export encoder and decoder as ONNX: the guide above says how.';

/** @returns isParity: false for tensors that are something else, such as weights */
export function whyNotParity(
  content: Uint8Array<ArrayBuffer>,
  parts: Parts<{ readonly sha256: string }>,
): { readonly why: string | null; readonly isParity: boolean } {
  try {
    const names = tensorNames(content);
    if (!PARITY_STAGES.some((name) => names.includes(name))) return { why: WEIGHTS, isParity: false };
    const { metadata, tensors } = readSafetensors(content);
    const lacks = PARITY_STAGES.find((name) => !tensors[name]);
    if (lacks)
      return {
        why: `Of the parity tensors it lacks "${lacks}". Write them again, or leave the file out.`,
        isParity: true,
      };
    const wrong = (['encoder', 'decoder'] as const).find(
      (part) => parts[part] && metadata[part] !== parts[part]?.sha256,
    );
    return {
      why: wrong
        ? `It belongs to another ${wrong}. Leave it out: the backends are then compared with each other.`
        : null,
      isParity: true,
    };
  } catch (error) {
    return {
      why: `It is no file of parity tensors. ${(error as Error).message} Weights as safetensors cannot run here, either: export the networks as ONNX.`,
      isParity: false,
    };
  }
}
