import type { StoreApi } from 'zustand/vanilla';
import { clipRect } from '../core/math/clip-rect';
import type { PictureInfo } from '../core/protocol';
import { putAside } from './batch-place';
import { FIT } from './initial-state';
import { LAYOUTS, STAGE_IDS, type StageId, type StageView } from './stages';
import type { Viewport, LabState, Loupe, Surround, Theme, Viewer } from './state-types';
import { onTour } from './tour';
import { steppedZoom } from './zoom';

const MAX_ZOOM = 400;
export const GAINS = [0.5, 1, 2, 4, 8, 16] as const;
/** Floors of bands and latents in their units, and of errors in steps of 8 bits. */
export const FLOORS = [0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2] as const;
export const ERROR_FLOORS = [0, 1, 2, 4, 8, 16, 32] as const;

/** What is looked at and how; nothing here starts a run. */
export function viewingActions(store: StoreApi<LabState>) {
  const setViewer = (change: Partial<Viewer> | ((viewer: Viewer) => Partial<Viewer>)): void =>
    store.setState(({ viewer }) => ({
      viewer: { ...viewer, ...(typeof change === 'function' ? change(viewer) : change) },
    }));

  const setView = (change: Partial<StageView>): void =>
    setViewer(({ stage, views }) => ({ views: { ...views, [stage]: { ...views[stage], ...change } } }));

  /** One gain for every signed view while colours are linked. */
  const withGain = (viewer: Viewer, gain: number): Partial<Viewer> => ({
    bands: { ...viewer.bands, gain },
    latent: { ...viewer.latent, gain },
    layer: { ...viewer.layer, gain },
    error: { ...viewer.error, gain },
  });

  const setViewport = (side: 0 | 1, viewport: Viewport): void =>
    setViewer(({ viewports: [a, b], fits, linked }) => {
      const kept = clampViewport(viewport, fits[side], store.getState().picture?.info);
      return { viewports: linked ? [kept, kept] : side === 0 ? [kept, b] : [a, kept] };
    });

  const selectStage = (stage: StageId): void => {
    store.setState(putAside);
    setViewer({ stage });
  };

  return {
    selectStage,
    stepStage: (by: 1 | -1): void => {
      const { stage } = store.getState().viewer;
      selectStage(STAGE_IDS[STAGE_IDS.indexOf(stage) + by] ?? stage);
    },
    setView,
    nextLayout: (): void => {
      const { stage, views } = store.getState().viewer;
      setView({ layout: LAYOUTS[(LAYOUTS.indexOf(views[stage].layout) + 1) % LAYOUTS.length] ?? 'one' });
    },
    swap: (): void => {
      const { stage, views } = store.getState().viewer;
      setView({ a: views[stage].b, b: views[stage].a });
    },
    setSplit: (percent: number): void => setViewer({ split: Math.min(100, Math.max(0, percent)) }),
    setViewport,
    fit: (): void => setViewer({ viewports: [FIT, FIT] }),
    /** What zoom 1 means on one side, in screen pixels for each pixel of the picture. */
    setFit: (side: 0 | 1, fit: number): void => {
      const {
        fits: [a, b],
      } = store.getState().viewer;
      if ((side === 0 ? a : b) !== fit) setViewer({ fits: side === 0 ? [fit, b] : [a, fit] });
    },
    /** One step of percent in or out. */
    stepZoom: (direction: 1 | -1): void => {
      const {
        viewports: [, viewport],
        fits: [, fit],
      } = store.getState().viewer;
      setViewport(1, { ...viewport, zoom: steppedZoom(viewport.zoom, fit, direction) });
    },
    /** One pixel of the picture on one of the screen. */
    oneToOne: (): void => {
      const {
        viewports: [, viewport],
        fits: [, fit],
      } = store.getState().viewer;
      if (fit > 0) setViewport(1, { ...viewport, zoom: 1 / fit });
    },
    setLinked: (linked: boolean): void =>
      setViewer(({ viewports: [a, b] }) => ({ linked, viewports: linked ? [b, b] : [a, b] })),
    setLinkedColours: (linkedColours: boolean): void =>
      setViewer((viewer) => ({ linkedColours, ...(linkedColours ? withGain(viewer, viewer.bands.gain) : {}) })),
    /** Sets it in pixels of the picture, and keeps it inside. */
    point: (x: number, y: number): void => {
      const info = store.getState().picture?.info;
      if (!info) return;
      const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, Math.floor(value)));
      const at = { x: clamp(x, info.width), y: clamp(y, info.height) };
      const before = store.getState().viewer.crosshair;
      if (before?.x !== at.x || before.y !== at.y) setViewer({ crosshair: at });
    },
    setBlock: (block: Viewer['block']): void => setViewer({ block }),
    setRebuildStep: (rebuildStep: number): void => setViewer({ rebuildStep }),
    setCodec: (codec: Viewer['codec']): void => setViewer({ codec }),
    /** Null takes the region away. */
    setRegion: (region: Viewer['region']): void => setViewer(region ? { region } : { region, marking: false }),
    /** Marking: the first drag draws a region where there is none. */
    toggleMarking: (): void => {
      const {
        picture,
        viewer: { marking, region },
      } = store.getState();
      if (picture) setViewer({ marking: !marking, region: region && clipRect(region, picture.info) });
    },
    /** The middle of the picture becomes the region, for whom dragging is no way. */
    markMiddle: (): void => {
      const { width, height } = store.getState().picture?.info ?? {};
      if (!width || !height) return;
      setViewer({
        marking: true,
        region: { x: width >> 2, y: height >> 2, width: Math.ceil(width / 2), height: Math.ceil(height / 2) },
      });
    },
    clearCrosshair: (): void => setViewer({ crosshair: null }),
    setMaps: (change: Partial<Viewer['maps']>): void => setViewer(({ maps }) => ({ maps: { ...maps, ...change } })),
    setClip: (clip: boolean): void => setViewer({ clip }),
    setBefore: (before: boolean): void => setViewer({ before }),
    setLoupe: (loupe: Loupe): void => setViewer({ loupe }),
    /** Off, follows the pointer's other side, stays, off. */
    nextLoupe: (): void =>
      setViewer(({ loupe }) => ({ loupe: loupe === 'off' ? 'follow' : loupe === 'follow' ? 'pinned' : 'off' })),
    setSurround: (surround: Surround): void => setViewer({ surround }),
    setValues: (values: Viewer['values']): void => setViewer({ values }),
    setBands: (change: Partial<Viewer['bands']>): void =>
      setViewer((viewer) => ({
        bands: { ...viewer.bands, ...change },
        ...(viewer.linkedColours && change.gain ? withGain(viewer, change.gain) : {}),
      })),
    setLatent: (change: Partial<Viewer['latent']>): void =>
      setViewer((viewer) => ({
        latent: { ...viewer.latent, ...change },
        ...(viewer.linkedColours && change.gain ? withGain(viewer, change.gain) : {}),
      })),
    /** Another layer begins at its first page, and at its strongest channels. */
    setLayer: (change: Partial<Viewer['layer']>): void =>
      setViewer((viewer) => ({
        layer: { ...viewer.layer, ...('tensor' in change ? { page: 0, channel: 0 } : {}), ...change },
        ...(viewer.linkedColours && change.gain ? withGain(viewer, change.gain) : {}),
      })),
    setErrorLook: (change: Partial<Viewer['error']>): void =>
      setViewer((viewer) => ({
        error: { ...viewer.error, ...change },
        ...(viewer.linkedColours && change.gain ? withGain(viewer, change.gain) : {}),
      })),
    setDrawer: (id: string, open: boolean): void =>
      store.setState(({ drawers }) => ({ drawers: { ...drawers, [id]: open } })),
    /** Opens a step of the tour, from 1, and remembers what the page was before it; null ends the tour. */
    setTour: (step: number | null): void =>
      store.setState((state) => (step === null ? { tour: null } : onTour(state, step))),
    /** The line for first visits goes away for good. */
    setGreeted: (): void => store.setState({ greeted: true }),
    setTheme: (theme: Theme): void => store.setState({ theme }),
    setSingleKeys: (singleKeys: boolean): void => store.setState({ singleKeys }),
  };
}

/** Small pictures, which fitting enlarges a lot, can still be seen at 100 %, and padding can be in the middle. */
function clampViewport({ zoom, x, y }: Viewport, fit: number, info: PictureInfo | undefined): Viewport {
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  return {
    zoom: Math.min(MAX_ZOOM, Math.max(fit > 0 ? Math.min(0.2, 0.5 / fit) : 0.2, zoom)),
    x: within(x, info ? info.paddedWidth / info.width : 1),
    y: within(y, info ? info.paddedHeight / info.height : 1),
  };
}

export type ViewingActions = ReturnType<typeof viewingActions>;
