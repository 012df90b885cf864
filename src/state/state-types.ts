import type { ErrorInfo } from '../core/errors';
import type { Forecast } from '../core/tiles/forecast';
import type { BackendInfo, PictureInfo, RunSummary, SideResult, StageName } from '../core/protocol';
import type { ParityReceipt } from '../core/model/parity';
import type { CardMetrics, ReproCard } from '../core/settings/repro-card';
import type { Settings } from '../core/settings/settings';
import type { SideSlot } from '../core/slots';
import type { NetworkTiling, TileProgress } from '../core/tiles/tiles';
import type { Outside } from '../core/waits';
import type { Rect } from '../core/view/view';
import type { History } from './history';
import type { Moment } from './openings';
import type { ModelEntry } from '../core/model/manifest';
import type { OwnFile } from '../core/model/own-model';
import type { Looks } from './looks';
import type { StageId, StageView } from './stages';

export type SessionStatus = 'idle' | 'loading' | 'ready' | 'failed';
export type Theme = 'dark' | 'light' | 'system';
/** The enlarged panel: it keeps out of the pointer's way, or stays in its corner. */
export type Loupe = 'off' | 'follow' | 'pinned';
export type Surround = 'theme' | 'dark' | 'mid' | 'light' | 'checker';

export interface Download {
  readonly file: string;
  readonly received: number;
  readonly total: number;
  readonly checking: boolean;
}

export interface Session {
  readonly status: SessionStatus;
  readonly info: BackendInfo | null;
  /** What comes for this start, by file, as far as it came. Files come side by side. */
  readonly downloads: readonly Download[];
  /** What outside of the page this start waits for; null where the worker has said nothing. */
  readonly waiting: Outside | null;
  /** Why it failed; null otherwise. */
  readonly error: ErrorInfo | null;
}

/** What became of the GPU of this visit. */
export interface GpuFate {
  /** True from a loss until the result is there again. */
  readonly restoring: boolean;
  /** Why the CPU runs instead, as a sentence; null while the settings decide. */
  readonly fallback: string | null;
}

/** The newest parity receipts of what runs, and of fp16 while fp32 runs. */
export interface Parity {
  readonly running: boolean;
  readonly receipt: ParityReceipt | null;
  readonly half: ParityReceipt | null;
  /** Why there is none; null otherwise. */
  readonly error: ErrorInfo | null;
}

export interface Work {
  readonly status: 'idle' | 'opening' | 'running';
  readonly stage: StageName | null;
  /** True while shaders are compiled for a new shape. */
  readonly cold: boolean;
  /** How far a network that runs in tiles has come. */
  readonly tile?: TileProgress | undefined;
  /** performance.now() when it began. */
  readonly since: number;
  /** Why the last run gave no result, until the next one; null otherwise. */
  readonly error: ErrorInfo | null;
}

/** What the next run is expected to take. */
export interface Outlook extends Omit<Forecast, 'plan'> {
  readonly tiles: { readonly encoder: PartOutlook | null; readonly decoder: PartOutlook | null };
  /** Ms; null before a run on this device with this model. `cold`: only a first run is known, which compiled shaders. */
  readonly time: { readonly ms: number; readonly cold: boolean } | null;
  /** The longest side that would do, where not even tiles do; else null. */
  readonly side: number | null;
  readonly width: number;
  readonly height: number;
  /** The same for other longest sides of this picture, the present one among them, the smallest first. */
  readonly others: readonly (Pick<Outlook, 'verdict' | 'peak' | 'time' | 'width' | 'height'> & {
    readonly maxSide: number;
  })[];
}

/** Tiles of one network; the halo in pixels. */
export type PartOutlook = Pick<NetworkTiling, 'across' | 'down' | 'halo' | 'factor' | 'kind' | 'sees' | 'fixed'>;

/** The open picture. `version` grows with each one and with each new decoding of it. */
export interface Picture {
  readonly info: PictureInfo;
  readonly version: number;
  /** The version of the first frame of a camera or video. What shows one frame stays until it shows the next. */
  readonly since?: number;
}

/** A camera or video that runs through frame by frame. */
export interface LiveState {
  readonly kind: 'camera' | 'video';
  readonly name: string;
  readonly status: 'starting' | 'playing' | 'paused';
  /** What goes on, or why it paused, as a sentence. */
  readonly text: string;
  /** Size of the source; 0 before its first picture. */
  readonly width: number;
  readonly height: number;
  /** What was chosen for the longest side of a frame, and what it is now, in px. */
  readonly choice: number | 'auto';
  readonly side: number;
  /** Frames a second; NaN until there are two. */
  readonly rate: number;
  /** Time from taking a frame until it is on screen, ms; NaN before the first. */
  readonly latency: { readonly median: number; readonly p95: number };
  readonly frames: number;
  /** Frames of the source that came while another was in work. */
  readonly dropped: number;
  /** Seconds; 0 where a camera or file tells none. */
  readonly duration: number;
  readonly time: number;
  readonly loop: boolean;
}

export interface Result {
  readonly summary: RunSummary;
  /** Version of the picture that it belongs to. */
  readonly picture: number;
  /** Keys of the views that the build brought for it (versions.ts); null for what was computed here. */
  readonly stored: readonly string[] | null;
  /** What computed it; absent with what the build brought. */
  readonly info?: BackendInfo;
}

/** A result beside the shown one. `version` is another one whenever its slot is filled. */
export interface SlotResult extends SideResult {
  readonly version: number;
}

/** Zoom and centre of the pictures: zoom 1 fits the pane; the centre is in pixels of the picture. */
export interface Viewport {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export interface Viewer extends Looks {
  readonly stage: StageId;
  readonly views: Readonly<Record<StageId, StageView>>;
  /** Viewports of A and B, centres as fractions of what is shown; they move together while `linked`. */
  readonly viewports: readonly [Viewport, Viewport];
  readonly linked: boolean;
  /** Screen pixels for each pixel of the base at zoom 1, of A and B; 0 until a pane is laid out. Never stored. */
  readonly fits: readonly [number, number];
  /** One gain and scale for every signed view, so that colours can be compared. */
  readonly linkedColours: boolean;
  /** Percent of A in layout 'slider'. */
  readonly split: number;
  /** Pixels of the picture; null until something was pointed at. */
  readonly crosshair: { readonly x: number; readonly y: number } | null;
  /** A pixel of the 8x8 block that is followed by hand, outlined in every view; null while none is. */
  readonly block: { readonly x: number; readonly y: number } | null;
  /** A rectangle in pixels of the picture, measured beside the whole one. Null while none is marked. */
  readonly region: Rect | null;
  /** Whether the region is being marked: dragging over a picture then draws it. */
  readonly marking: boolean;
  readonly surround: Surround;
  /** Whether views that edits change are those of the slot 'reference'. Never stored. */
  readonly before: boolean;
  readonly loupe: Loupe;
  readonly values: 'bytes' | 'unit';
}

export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
  readonly time: number;
  /** A button beside the text. */
  readonly action?: ToastAction;
}

export type ToastAction = 'start-fresh' | 'undo-opening';

/** What the next visit opens again: a sample, or a file that this browser keeps. */
export type Kept = { readonly kind: 'sample'; readonly id: string } | { readonly kind: 'file'; readonly name: string };

/** What the page asks before it does it. */
export type Question =
  | { readonly kind: 'image'; readonly url: string; readonly host: string }
  /** The question before the picture and all edits are given up. */
  | { readonly kind: 'fresh' }
  /** A model of one's own is being added; files that are dropped meanwhile join the others. */
  | { readonly kind: 'model'; readonly files: readonly OwnFile[] }
  /** Files that may hold latents: which tensor of them is meant, and in which units. */
  | { readonly kind: 'latent'; readonly files: readonly File[] }
  /** A repro card was opened. `here` is what this page gets for it; null while its picture is missing. */
  | {
      readonly kind: 'card';
      readonly card: ReproCard;
      readonly here: { readonly metrics: CardMetrics; readonly info: BackendInfo } | null;
    };

/** What a tour found; the page is brought back to it when the tour ends. */
export type BeforeTour = Pick<LabState, 'settings' | 'history' | 'viewer' | 'drawers' | 'batch' | 'compared'>;

/** The open step of the guided tour, from 1. */
export interface Tour {
  readonly step: number;
  readonly before: BeforeTour;
}

export interface Sample {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly author: string;
  readonly license: string;
  readonly licenseUrl: string;
  readonly source: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/** Everything the page knows, as plain data: no GPU objects, bitmaps or tensors. */
export interface LabState {
  readonly settings: Settings;
  readonly history: History<Moment>;
  readonly session: Session;
  readonly gpu: GpuFate;
  readonly parity: Parity;
  readonly work: Work;
  /** The outlook of the open picture with the present settings; null until it is known. */
  readonly outlook: Outlook | null;
  readonly picture: Picture | null;
  readonly result: Result | null;
  /** Null while nothing is live. */
  readonly live: LiveState | null;
  readonly slots: Readonly<Partial<Record<SideSlot, SlotResult>>>;
  /** What the shown result is compared with, over the present settings; null when nothing is. */
  readonly compared: Settings | null;
  /** Why there is no compared result; '' otherwise. */
  readonly comparedTrouble: string;
  /** The chosen second picture, whether or not its result is there. */
  readonly second: PictureInfo | null;
  /** The last runs of one size on one backend, oldest first, for their times. */
  readonly timed: readonly RunSummary[];
  readonly viewer: Viewer;
  /** Drawers whose open state differs from their default, by id. */
  readonly drawers: Readonly<Record<string, boolean>>;
  readonly theme: Theme;
  readonly singleKeys: boolean;
  readonly toasts: readonly Toast[];
  readonly log: readonly Toast[];
  readonly question: Question | null;
  readonly models: readonly ModelEntry[];
  readonly defaultModel: string;
  readonly samples: readonly Sample[];
  readonly offline: boolean;
  /** A newer page is stored and waits for a reload. */
  readonly newVersion: boolean;
  readonly last: Kept | null;
  /** False until it is clear what a visit starts with: nothing, the first sample, what the address asks for. */
  readonly decided: boolean;
  /** Whether there is a batch of pictures, and whether its sheet stands in the place of the viewer. */
  readonly batch: 'none' | 'open' | 'behind';
  /** Null while there is none. */
  readonly tour: Tour | null;
  /** The line for first visits has done its work. */
  readonly greeted: boolean;
}
