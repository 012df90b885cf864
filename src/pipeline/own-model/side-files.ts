import type { Parts } from '../../core/model/assign-parts';
import { differs, fits, note, type Finding } from '../../core/model/model-contract';
import {
  autoencoderIn,
  diffusersFacts,
  isAutoencoder,
  isPipeline,
  type DiffusersFacts,
} from '../../core/files/diffusers-config';
import { jsonKind, parsedJson } from '../../core/files/json-kinds';
import { readOwnManifest, type FileReport, type OwnFile, type OwnManifest } from '../../core/model/own-model';
import { PARITY_STAGES } from '../../core/model/parity';
import { readSafetensors } from '../../core/files/safetensors';

/** What lies beside the networks of a model: a manifest, configurations, tensors, weights. */

export type Read = { readonly source: OwnFile; readonly content: Uint8Array<ArrayBuffer> };
export type Said = Pick<FileReport, 'role' | 'says'>;
type Hashed = Parts<{ readonly sha256: string }>;

/** A manifest counts; what else is written in JSON never makes networks that fit unfit. */
export function readTexts(
  texts: readonly Read[],
  hashes: readonly string[],
  says: Map<OwnFile, Said>,
): { manifest: OwnManifest | null; configs: DiffusersFacts[]; findings: Finding[] } {
  let manifest: OwnManifest | null = null;
  const configs: DiffusersFacts[] = [];
  const findings: Finding[] = [];
  for (const { source, content } of texts) {
    const put = (role: FileReport['role'], text: string): void => void says.set(source, { role, says: text });
    const json = parsedJson(content);
    const kind = json === undefined ? 'broken' : jsonKind(json);
    if (kind === 'diffusers') {
      const facts = diffusersFacts(json);
      const isMeant = isAutoencoder(facts.className) || isPipeline(facts.className);
      if (isMeant) configs.push(facts);
      put(
        isMeant ? 'configuration' : 'aside',
        isMeant ? sayConfig(facts) : `Configuration of ${facts.className}, which is no autoencoder.`,
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
    } else put(kind === 'other' ? 'aside' : null, NO_MANIFEST[kind]);
  }
  return { manifest, configs, findings: [...findings, ...contradictions(configs)] };
}

const NO_MANIFEST = {
  broken: 'It is not valid JSON, so it is left out.',
  card: 'It holds settings and results, not the manifest of a model. Drop it by itself.',
  other: 'It is no manifest of a model, so it is left out.',
} as const;

function sayConfig({ className, scale, shift, latentChannels, downscale, sampleSize }: DiffusersFacts): string {
  const facts = [
    latentChannels && `${latentChannels} channels`,
    downscale && `${downscale} times smaller`,
    sampleSize && `sample size ${sampleSize}`,
    typeof scale === 'number' && `latent scale ${scale}`,
    typeof shift === 'number' && shift !== 0 && `shift ${shift}`,
    typeof scale === 'object' && `mean and deviation of ${scale.length} channels`,
  ].filter(Boolean);
  return `Configuration of diffusers, ${className}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}.`;
}

/** The two folders of an exporter hold the same configuration; others do not belong together. */
function contradictions(configs: readonly DiffusersFacts[]): Finding[] {
  const own = configs.filter(({ className }) => isAutoencoder(className));
  const said = [...new Set(own.map(({ scale, shift = 0 }) => JSON.stringify([scale, shift])))];
  if (said.length < 2) return [];
  return [
    note(
      'files',
      'Scale and shift of the configurations',
      'the same in both',
      own.map(({ scale, shift = 0 }) => `${say(scale)} and ${say(shift)}`).join('; '),
      'The first ones are filled in below. Take away the config.json that belongs to another model.',
    ),
  ];
}

function say(value: DiffusersFacts['scale']): string {
  return typeof value === 'object' ? `${value.length} values` : String(value ?? 'none');
}

/** What configurations say otherwise than the networks do: they may be those of another model. */
export function configFindings(
  configs: readonly DiffusersFacts[],
  found: { readonly latentChannels: number; readonly downscale: number },
): Finding[] {
  const own = autoencoderIn(configs);
  const row = (what: string, said: number | undefined, is: number): Finding[] =>
    said === undefined || said === is
      ? []
      : [
          note(
            'files',
            what,
            `${said}, as config.json says`,
            String(is),
            'The configuration may belong to another model: check scale and shift below.',
          ),
        ];
  return own
    ? [
        ...row('Channels of the latent', own.latentChannels, found.latentChannels),
        ...row('Downscale', own.downscale, found.downscale),
      ]
    : [];
}

/** Finds where a manifest says something else than the files do. */
export function manifestFindings(manifest: OwnManifest, parts: Hashed): Finding[] {
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
  return findings;
}

/** What is said of weights, with the one command that makes networks of them. */
export function sayWeights({ name }: OwnFile, isNeeded: boolean): Said {
  if (!isNeeded) return { role: 'aside', says: 'Weights, which are not needed beside the networks.' };
  const folder = name.split('/').slice(0, -1).join('/');
  return {
    role: null,
    says: `Weights, which a browser cannot run. One command in the folder training of this project makes ONNX files of them: python export_diffusers.py ${quoted(folder) || 'FOLDER_OR_ID'} --out DIR`,
  };
}

function quoted(path: string): string {
  return /[^\w./-]/.test(path) ? `"${path}"` : path;
}

/** Why these tensors are not those of the parity receipt of these networks; null where they are. */
export function whyNotParity(content: Uint8Array<ArrayBuffer>, parts: Hashed): string | null {
  try {
    const { metadata, tensors } = readSafetensors(content);
    const lacks = PARITY_STAGES.find((name) => !tensors[name]);
    if (lacks) return `Of the parity tensors it lacks "${lacks}". Write them again, or leave the file out.`;
    const wrong = (['encoder', 'decoder'] as const).find(
      (part) => parts[part] && metadata[part] !== parts[part]?.sha256,
    );
    return wrong
      ? `It belongs to another ${wrong}. Leave it out: the backends are then compared with each other.`
      : null;
  } catch (error) {
    return `It is no file of parity tensors. ${(error as Error).message}`;
  }
}
