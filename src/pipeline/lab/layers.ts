import { graphOf, hasVariance } from '../../core/model/contract';
import { hasEdits } from '../../core/settings/edits';
import { LabError } from '../../core/errors';
import {
  asMaps,
  graphLayers,
  type LayerList,
  type LayerNumbers,
  type LayerRef,
  type SizedLayer,
} from '../../core/model/graph-layers';
import { withSizes, withTensors, type GraphWithOutputs } from '../../core/model/graph-outputs';
import type { ModelEntry } from '../../core/model/manifest';
import type { Size } from '../../core/math/scale';
import { countedLayers } from '../../core/model/network/counted-layers';
import { operationsOf, type ModelOperations, type Operations } from '../../core/model/network/operations';
import { endsOf, sketchOf, type NetworkSketch } from '../../core/model/network/sketch';
import type { ApartGraph } from '../../core/model/onnx-weights';
import { elementCount } from '../../core/math/geometry';
import { fixedPart } from '../../core/tiles/fixed';
import type { Part } from '../../core/tiles/run-plan';
import type { FinishedRun, FinishedRuns } from '../results/finished-runs';
import type { LayerSession, LayerTensor } from '../results/layer-runs';
import { noResult } from '../results/results';
import type { Backend } from './backend';
import type { Models } from './models';
import { labelOf, lacksNetwork, preparedFor } from './networks';
import type { YieldTurn } from './turns';
import { unlessLost } from './unless-lost';

interface Host {
  readonly runs: FinishedRuns;
  readonly models: Models;
  readonly backend: () => Backend;
}

interface MeasureOptions {
  /** The first layer is kept with the shown result. */
  readonly keeps?: boolean;
  /** Id of another model, whose decoder reads the shown latent. */
  readonly model?: string | undefined;
  readonly yieldTurn?: YieldTurn;
}

/**
 * The layers of the present model: what they are, and what they hold for the shown result. All calls take a turn of the device, and
 * give it up before they build a session where a run waits.
 */

export class Layers {
  readonly #host: Host;
  /** By part: those of the present model, at the size of a result. */
  readonly #lists = new Map<Part, { readonly of: ModelEntry; readonly list: LayerList }>();
  /** By file, and how it is prepared: a scan needs it for each group of layers, and a browser that stores nothing would download it each time. */
  readonly #graphs = new Map<string, WeakRef<ApartGraph>>();
  #held: LayerNumbers | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The network as it is drawn for a picture of some size; nothing runs. @throws LabError as list() */
  async sketch(part: Part, size: Size): Promise<NetworkSketch> {
    const { model } = this.#host.backend();
    return sketchOf((await this.#graph(model, part)).content, model, part, size);
  }

  /** What the networks of any model compute for a picture of this size; nothing runs. @throws LabError as Models.find and list() */
  async operations(id: string, picture: Size): Promise<ModelOperations> {
    const model = await this.#host.models.find({ model: id });
    const found: { [part in Part]?: Operations } = {};
    for (const part of ['encoder', 'decoder'] as const)
      if (model[part]) found[part] = operationsOf((await this.#graph(model, part)).content, model, part, picture);
    return found;
  }

  /** @throws LabError 'bad-setting' where the model lacks this part, and as Models.download does */
  list(part: Part, yieldTurn: YieldTurn = stay): Promise<LayerList> {
    return this.#list(part, this.#host.backend().model, yieldTurn);
  }

  async #list(part: Part, model: ModelEntry, yieldTurn: YieldTurn): Promise<LayerList> {
    const run = this.#host.runs.find('shown');
    const job = run?.summary.job ?? null;
    const known = this.#lists.get(part);
    if (known?.of === model && known.list.job === job) return known.list;
    const graph = await this.#graph(model, part);
    yieldTurn();
    const why = run ? whyNot(run, model, part) : null;
    const layers =
      run && why === null
        ? await this.#sized(run, part, model, graph)
        : graphLayers(graph.content, inputsOf(model, part)).map((layer): SizedLayer => ({ ...layer, dims: null }));
    const list: LayerList = { part, model: model.id, job, layers, why };
    this.#lists.set(part, { of: model, list });
    return list;
  }

  /**
   * Computes layers in one run, and measures them.
   * @throws LabError 'no-picture', 'bad-setting', 'out-of-memory'
   */
  async measure(
    part: Part,
    names: readonly string[],
    { keeps = false, model: other, yieldTurn = stay }: MeasureOptions = {},
  ): Promise<LayerNumbers[]> {
    const run = this.#host.runs.get('shown');
    const model = other === undefined ? this.#host.backend().model : await this.#beside(run, part, other);
    const { layers, why, job } = await this.#list(part, model, yieldTurn);
    if (why !== null) throw new LabError('bad-setting', why);
    const chosen = names.map((name) => {
      const layer = layers.find(({ tensor }) => tensor === name);
      if (layer?.dims) return { ...layer, dims: layer.dims };
      throw new LabError(
        'bad-setting',
        `The ${part} of ${model.title} has no layer "${name}". layers('${part}') lists them.`,
      );
    });
    this.#forecast(run, part, model, chosen);
    const { content, weights } = await this.#graph(model, part);
    yieldTurn();
    const changed = withTensors(content, chosen);
    const tensors = chosen.map(({ dims }, at): LayerTensor => ({
      output: changed.outputs[at]?.output ?? '',
      dims,
      maps: asMaps(dims),
    }));
    const { layers: runs } = this.#host.backend().stages;
    const [kept] = keeps ? tensors : [];
    const measured = await this.#with(run, part, model, { ...changed, weights }, (of) =>
      runs.measure(of, tensors, kept),
    );
    return measured.map((numbers, at): LayerNumbers => ({
      part,
      tensor: names[at] as string,
      job: job as number,
      dims: tensors[at]?.maps ?? [],
      ...numbers,
    }));
  }

  /** One layer, kept with the shown result. @throws LabError as measure() */
  async keep({ part, tensor }: LayerRef, yieldTurn: YieldTurn = stay): Promise<LayerNumbers> {
    const held = this.#held;
    const job = this.#host.runs.find('shown')?.summary.job;
    if (held?.part === part && held.tensor === tensor && held.job === job) return held;
    this.#held = undefined;
    [this.#held] = await this.measure(part, [tensor], { keeps: true, yieldTurn });
    return this.#held as LayerNumbers;
  }

  /** Another model that decodes the shown latent. @throws LabError 'bad-setting', and as Models.find does */
  async #beside({ inputs: { model, settings } }: FinishedRun, part: Part, id: string): Promise<ModelEntry> {
    const other = await this.#host.models.find({ ...settings, model: id });
    if (part === 'decoder' && hasEncoderOf(model, other)) return other;
    throw new LabError(
      'bad-setting',
      `${other.title} has another encoder than ${model.title}, so it cannot decode the shown latent. Choose a model with its encoder, and run it.`,
    );
  }

  /** @throws LabError as Models.download does; 'bad-setting' where the model lacks this part */
  async #graph(model: ModelEntry, part: Part): Promise<ApartGraph> {
    // In float32, whatever the shown result ran in: those are the files whose values the goldens are of.
    const file = model[part];
    if (!file) throw lacksNetwork(model, part);
    const key = JSON.stringify([file.sha256, hasVariance(model), file.random === true]);
    const known = this.#graphs.get(key)?.deref();
    if (known) return known;
    const content = (await this.#host.models.download(model, { [part]: file }))[part];
    const graph = preparedFor(model, part, content as Uint8Array<ArrayBuffer>);
    this.#graphs.set(key, new WeakRef(graph));
    return graph;
  }

  /** The layers with the sizes that rules tell; those of which none tells are found by running the network once. */
  async #sized(
    run: FinishedRun,
    part: Part,
    model: ModelEntry,
    { content, weights }: ApartGraph,
  ): Promise<SizedLayer[]> {
    const { paddedWidth: width, paddedHeight: height } = run.geometry;
    const layers = countedLayers(content, endsOf(model, part, { width, height }));
    const untold = layers.filter(({ dims }) => dims === null);
    const sizes = new Map<string, readonly number[]>();
    if (untold.length > 0) {
      const changed = withSizes(content, untold);
      const { layers: runs } = this.#host.backend().stages;
      const found = await this.#with(run, part, model, { ...changed, weights }, (of) => runs.sizes(of));
      for (const { tensor, output } of changed.outputs) sizes.set(tensor, found.get(output) ?? []);
    }
    return layers.map(({ macs: _macs, dims, ...layer }) => ({
      ...layer,
      dims: dims ?? sizes.get(layer.tensor) ?? null,
    }));
  }

  /** Builds a session for the time of some work. */
  async #with<T>(
    run: FinishedRun,
    part: Part,
    model: ModelEntry,
    { content, weights }: GraphWithOutputs & ApartGraph,
    work: (of: LayerSession) => Promise<T>,
  ): Promise<T> {
    const { openGraph, stages } = this.#host.backend();
    return unlessLost(async () => {
      const contract = { label: labelOf(model, part), inputs: inputsOf(model, part) };
      const session = await openGraph({ content, weights }, contract);
      try {
        return await work({ session, part, model, edited: hasEdits(run.inputs.settings.bands) });
      } finally {
        await session.release();
      }
    }, stages.lost);
  }

  /** @throws LabError 'out-of-memory' where these layers and the weights are over the limit, or one is over what a buffer holds */
  #forecast(
    run: FinishedRun,
    part: Part,
    model: ModelEntry,
    layers: readonly { readonly dims: readonly number[] }[],
  ): void {
    const { stages } = this.#host.backend();
    const bytes = layers.map(({ dims }) => 4 * elementCount(dims));
    const weights = 4 * (model[part]?.parameters ?? 0);
    const [sum, largest] = [bytes.reduce((all, each) => all + each, weights), Math.max(...bytes)];
    const limit = run.inputs.settings.memory * 1e6;
    if (sum <= limit && largest <= stages.largestBuffer) return;
    const [needs, allows] = sum > limit ? [sum, limit] : [largest, stages.largestBuffer];
    throw new LabError(
      'out-of-memory',
      `This takes ${megabytes(needs)} for the layer and the weights, and the limit is ${megabytes(allows)}. Lower the size limit, and run again.`,
    );
  }
}

function stay(): void {
  // Nothing waits.
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

function inputsOf(model: ModelEntry, part: Part): readonly string[] {
  const graph = graphOf(model, part);
  if (!graph) throw lacksNetwork(model, part);
  return graph.inputs;
}

/** Whether both have the very same encoder, so that one decodes the latents of the other. */
function hasEncoderOf(one: ModelEntry, other: ModelEntry): boolean {
  return one.encoder !== undefined && one.encoder.sha256 === other.encoder?.sha256;
}

/** Why a network cannot be run once more over the whole of what it read; null where it can. */
function whyNot({ summary, inputs, geometry }: FinishedRun, model: ModelEntry, part: Part): string | null {
  if (inputs.model.id !== model.id && !hasEncoderOf(inputs.model, model)) throw noResult('shown');
  if (part === 'encoder' && summary.began === 'latent') return 'This run began at a latent, so no encoder ran.';
  if (summary.tiling?.[part])
    return `The ${part} ran over this picture in tiles, and layers are computed over a whole picture. Lower the size limit until it fits at once.`;
  const fixed = fixedPart({ geometry, model }, part) && model[part]?.fixedSize;
  return fixed
    ? `This ${part} takes ${fixed.width} x ${fixed.height} pixels alone, and layers are computed over a whole picture. Open one of that size.`
    : null;
}
