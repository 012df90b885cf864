import { loadPart } from '../../../client/parts';
import { createStore } from 'zustand/vanilla';
import { thumbnailOf } from '../../../client/thumbnail';
import { counted } from '../../../core/counted';
import { aborted, toErrorInfo } from '../../../core/errors';
import type { RunSummary, TrialRequest, TrialResult } from '../../../core/protocol';
import { unedited } from '../../../core/slots';
import { apart, pngNames } from './batch-names';
import type { NamedLatent } from './batch-latents';
import type { Batch, BatchNumbers, BatchRow, BatchState } from './batch-types';
import { perceptualOf } from '../../perceptual/state/perceptual';
import { putAside } from '../../../state/batch-place';
import type { GivenFile } from '../../../state/given-files';
import type { Lab } from '../../../state/lab';
import { onePerLab } from '../../../state/measurement';

export const MOST_PICTURES = 200;
/** Reconstructions of so many bytes are kept; those beyond are made again for the archive. */
const MOST_KEPT_BYTES = 512 * 2 ** 20;
const THUMBNAIL_SIDE = 160;

interface BatchParts {
  readonly thumbnail?: typeof thumbnailOf;
  readonly mostKeptBytes?: number;
  /** Whether ST-LPIPS is measured, too. */
  readonly isPerceptual?: () => boolean;
}

type Wanted = Pick<TrialRequest, 'png' | 'latent'>;

const EMPTY: BatchState = {
  rows: [],
  running: false,
  leftOut: 0,
  settings: null,
  msEach: null,
  chosen: null,
  packed: null,
};

/** The one of this page: it goes on while its sheet is not shown. */
export const batchOf = onePerLab((lab: Pick<Lab, 'store' | 'actions'>) =>
  createBatch(lab, { isPerceptual: () => perceptualOf(lab).store.getState().on }),
);

/** `parts` are what tests replace. */
export function createBatch({ store: lab, actions }: Pick<Lab, 'store' | 'actions'>, parts: BatchParts = {}): Batch {
  const { thumbnail = thumbnailOf, mostKeptBytes = MOST_KEPT_BYTES, isPerceptual = () => false } = parts;
  const store = createStore<BatchState>(() => EMPTY);
  let files: readonly GivenFile[] = [];
  const kept = new Map<number, Blob>();
  let keptBytes = 0;
  let queue = new AbortController();
  let packing = new AbortController();

  const changed = (id: number, part: Partial<BatchRow>): Pick<BatchState, 'rows'> => ({
    rows: store.getState().rows.map((row) => (row.id === id ? { ...row, ...part } : row)),
  });

  /** Once more where the worker went with what it was doing: the picture is not to blame. */
  const reconstruct = async (id: number, signal: AbortSignal, wanted: Wanted = { png: true }): Promise<TrialResult> => {
    const { settings } = store.getState();
    const source = files[id]?.file;
    if (!source || !settings) throw aborted();
    const rate = settings.latent.bits !== undefined;
    // The latent alone is asked for where the picture was measured before.
    const perceptual = wanted.png === true && isPerceptual();
    const ask = () => actions.trial({ source, settings, ...wanted, rate, perceptual }, signal);
    try {
      return await ask();
    } catch (thrown) {
      const { code } = toErrorInfo(thrown);
      if (signal.aborted || (code !== 'device-lost' && code !== 'aborted')) throw thrown;
      await recovered(lab, signal);
      return ask();
    }
  };

  const keep = (id: number, png: Blob): void => {
    if (keptBytes + png.size > mostKeptBytes) return;
    kept.set(id, png);
    keptBytes += png.size;
  };

  /** What becomes of a row; nothing once the signal says so. */
  const work = async (id: number, signal: AbortSignal): Promise<Partial<BatchRow>> => {
    try {
      const { summary, png, rate, stLpips, picture } = await reconstruct(id, signal);
      if (!png || signal.aborted) throw aborted();
      const pictures = await Promise.all(
        [files[id]?.file ?? png, png].map((blob) => thumbnail(blob, summary, THUMBNAIL_SIDE)),
      ).catch(() => null);
      if (signal.aborted) throw aborted();
      keep(id, png);
      const [original, reconstruction] = (pictures ?? []).map((blob) => URL.createObjectURL(blob));
      return {
        status: 'done',
        numbers: {
          ...numbersOf(summary),
          estimated: rate?.bitsPerPixel ?? null,
          stLpips: stLpips ?? null,
          ...(picture?.reading && { reading: picture.reading }),
        },
        pngBytes: png.size,
        thumbnails: original && reconstruction ? { original, reconstruction } : null,
      };
    } catch (thrown) {
      return { status: 'failed', why: toErrorInfo(thrown).message };
    }
  };

  const go = async (): Promise<void> => {
    queue.abort();
    queue = new AbortController();
    const { signal } = queue;
    const began = performance.now();
    store.setState({ running: true, msEach: null });
    for (let count = 1; ; count++) {
      const next = store.getState().rows.find(({ status }) => status === 'waiting');
      if (!next) break;
      store.setState(changed(next.id, { status: 'running', why: '' }));
      const outcome = await work(next.id, signal);
      // Whoever stopped it put the row back.
      if (signal.aborted) return;
      store.setState({ ...changed(next.id, outcome), msEach: (performance.now() - began) / count });
    }
    store.setState({ running: false });
  };

  const stop = (): void => {
    queue.abort();
    store.setState(({ rows }) => ({
      running: false,
      rows: rows.map((row) => (row.status === 'running' ? { ...row, status: 'waiting' } : row)),
    }));
  };

  const forget = (): void => {
    stop();
    packing.abort();
    for (const { thumbnails } of store.getState().rows) {
      for (const address of Object.values(thumbnails ?? {})) URL.revokeObjectURL(address);
    }
    kept.clear();
    keptBytes = 0;
    files = [];
    store.setState(EMPTY);
  };

  const start = async (given: readonly GivenFile[], settings = lab.getState().settings): Promise<void> => {
    lab.setState({ batch: 'open' });
    if (store.getState().running) {
      actions.inform('A batch is running. Stop it, then drop the pictures again.');
      return;
    }
    forget();
    files = given.slice(0, MOST_PICTURES);
    const names = apart(files.map(({ path }) => path));
    store.setState({
      leftOut: given.length - files.length,
      settings,
      rows: names.map((name, id) => ({
        id,
        name,
        status: 'waiting',
        why: '',
        numbers: null,
        thumbnails: null,
        pngBytes: 0,
      })),
    });
    await go();
  };

  /** One after another, so that only those that are kept are in memory. */
  async function* reconstructions(signal: AbortSignal) {
    const done = store.getState().rows.filter(({ status }) => status === 'done');
    const names = pngNames(done.map(({ name }) => name));
    let missing = 0;
    for (const [index, { id }] of done.entries()) {
      const input =
        kept.get(id) ??
        (await reconstruct(id, signal).then(
          ({ png }) => png,
          () => undefined,
        ));
      if (signal.aborted) throw aborted();
      if (input) yield { name: names[index], input, lastModified: new Date() };
      else missing += 1;
      store.setState({ packed: index + 1 });
    }
    if (missing > 0)
      actions.inform(
        `${missing} of ${counted(done.length, 'reconstruction')} could not be made again. ${missing === 1 ? 'It is' : 'They are'} not in the archive.`,
      );
  }

  /** Makes a file of the rows, which stopPacking() ends. @throws ErrorInfo */
  const packed = async (make: (signal: AbortSignal) => Promise<Blob>): Promise<Blob> => {
    packing.abort();
    packing = new AbortController();
    const { signal } = packing;
    store.setState({ packed: 0 });
    try {
      return await make(signal);
    } catch (thrown) {
      throw toErrorInfo(signal.aborted ? aborted() : thrown);
    } finally {
      if (packing.signal === signal) store.setState({ packed: null });
    }
  };

  return {
    store,
    start,
    stop,
    resume: go,
    retry: async (only) => {
      store.setState(({ rows }) => ({
        rows: rows.map((row) =>
          row.status === 'failed' && (only === undefined || row.id === only) ? { ...row, status: 'waiting' } : row,
        ),
      }));
      if (!store.getState().running) await go();
    },
    again: () => start(files),
    withoutEdits: async () => {
      const { settings } = store.getState();
      stop();
      if (settings) await start(files, unedited(settings));
    },
    choose: async (id) => {
      const file = files[id]?.file;
      if (!file) return;
      try {
        await actions.openOver(file);
        store.setState({ chosen: { id, picture: lab.getState().picture?.version ?? 0 } });
        lab.setState(putAside);
      } catch (thrown) {
        actions.complain(toErrorInfo(thrown));
      }
    },
    open: () => lab.setState({ batch: 'open' }),
    aside: () => lab.setState(putAside),
    clear: () => {
      forget();
      lab.setState({ batch: 'none' });
    },
    pack: () =>
      packed(async (signal) => {
        const { downloadZip } = await loadPart(() => import('client-zip'));
        return downloadZip(reconstructions(signal)).blob();
      }),
    latents: (format) =>
      packed(async (signal) => {
        const { batchLatents } = await loadPart(() => import('./batch-latents'));
        const done = store.getState().rows.filter(({ status }) => status === 'done');
        const latents: NamedLatent[] = [];
        for (const { id, name } of done) {
          const { latent } = await reconstruct(id, signal, { latent: true });
          if (latent) latents.push({ name, latent });
          store.setState({ packed: latents.length });
        }
        const model = lab.getState().models.find((each) => each.id === done[0]?.numbers?.model);
        return batchLatents(latents, format, model);
      }),
    stopPacking: () => packing.abort(),
  };
}

function numbersOf(summary: RunSummary): Omit<BatchNumbers, 'estimated' | 'stLpips'> {
  const { psnr, ssim, mse, meanAbsolute, maxAbsolute, width, height, compression, totalMs, model, backend } = summary;
  return { psnr, ssim, mse, meanAbsolute, maxAbsolute, width, height, compression, totalMs, model, backend };
}

/** Resolves when the page has a worker again, or has given up, or when the signal says so. */
function recovered(lab: Lab['store'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { gpu, session } = lab.getState();
      if (!signal.aborted && (gpu.restoring || session.status === 'loading')) return;
      stop();
      signal.removeEventListener('abort', look);
      resolve();
    };
    const stop = lab.subscribe(look);
    signal.addEventListener('abort', look);
    look();
  });
}
