import { LEVELS, ORIENTATIONS, ORIENTATION_NAMES } from '../../core/math/bands';
import { toErrorInfo } from '../../core/errors';
import { loadPart } from '../../state/parts';
import { bandKeys } from '../../state/edits';
import type { Live } from '../../features/live/state/live';
import { toggleSolo } from '../../state/solo';
import { STAGE_IDS, STAGE_TITLES } from '../../state/stages';
import { DRAWERS } from '../../features/list';
import { saveCard } from '../../features/export/use-save';
import { toggleInspector } from '../shell/inspector-panel';
import { KEYS } from '../shell/key-names';
import type { Command, CommandTools } from './command';
import { goToDrawer } from './go-to-drawer';
import { settingCommands } from './setting-commands';

/** Everything that the page can do, by name, as things are now. Without repeats in ids. */
export function allCommands(tools: CommandTools): Command[] {
  return [
    ...fileCommands(tools),
    ...liveCommands(tools),
    ...placeCommands(tools),
    ...runCommands(tools),
    ...bandCommands(tools),
    ...ablationCommands(tools),
    ...viewCommands(tools),
    ...settingCommands(tools),
  ];
}

function fileCommands({ lab, dialogs, paste, copyLink, saveView }: CommandTools): Command[] {
  const { samples, picture, result, batch } = lab.store.getState();
  const none = picture ? {} : { blocked: 'no picture yet' };
  const noResult = result && !result.stored && result.picture === picture?.version ? {} : { blocked: 'no result yet' };
  const open = 'Open';
  const save = 'Save and share';
  return [
    { id: 'open', section: open, name: 'Open a file…', keys: KEYS.open[0], run: dialogs.pickFile },
    { id: 'batch', section: open, name: 'Batch: choose pictures…', run: dialogs.pickFile },
    {
      id: 'batch-show',
      section: open,
      name: 'Batch: back to its sheet',
      ...(batch === 'none' ? { blocked: 'no batch yet' } : {}),
      run: () =>
        void loadPart(() => import('../../features/batch/state/batch')).then(
          ({ batchOf }) => batchOf(lab).open(),
          (thrown: unknown) => lab.actions.complain(toErrorInfo(thrown)),
        ),
    },
    { id: 'paste', section: open, name: 'Paste a picture', keys: KEYS.paste[0], run: paste },
    { id: 'camera', section: open, name: 'Take a picture with the camera…', run: () => dialogs.show('camera') },
    { id: 'address', section: open, name: 'Open a picture from a link…', run: () => dialogs.show('link') },
    { id: 'samples', section: open, name: 'Samples…', run: () => dialogs.show('samples') },
    { id: 'add-model', section: open, name: 'Add your own model…', run: () => lab.actions.offerModel([]) },
    {
      id: 'fresh',
      section: open,
      name: 'Start fresh: forget the picture and all edits…',
      destroys: true,
      run: lab.actions.askFresh,
    },
    ...samples.map((sample) => ({
      id: `sample:${sample.id}`,
      section: open,
      name: `Open sample: ${sample.title}`,
      run: () => lab.actions.openSample(sample),
    })),
    {
      id: 'png',
      section: save,
      name: 'Save the shown view as PNG',
      keys: KEYS.save[0],
      ...none,
      run: () => saveView('shown'),
    },
    {
      id: 'png-labels',
      section: save,
      name: 'Save the shown view as PNG with labels',
      ...none,
      run: () => saveView('labelled'),
    },
    { id: 'png-b', section: save, name: 'Save side B alone as PNG', ...none, run: () => saveView('b') },
    { id: 'npy', section: save, name: 'Save a tensor as .npy…', ...noResult, run: () => dialogs.show('export') },
    { id: 'card', section: save, name: 'Save settings and results (JSON)', ...none, run: () => saveCard(lab) },
    { id: 'share', section: save, name: 'Copy a link to these settings', run: copyLink },
    { id: 'help', section: save, name: 'Help and log', keys: KEYS.help[0], run: () => dialogs.show('help') },
  ];
}

/** The camera or a video, frame by frame. */
function liveCommands({ lab: { store, actions }, dialogs }: CommandTools): Command[] {
  const { live } = store.getState();
  const section = 'Live';
  const control = (act: (live: Live) => unknown) => () => {
    void loadPart(() => import('../../features/live/state/live'))
      .then(({ liveOf }) => {
        const present = liveOf(store);
        return present && act(present);
      })
      .catch((thrown: unknown) => actions.complain(toErrorInfo(thrown)));
  };
  const none = live && live.status !== 'starting' ? {} : { blocked: 'nothing is live' };
  const paused = live?.status === 'paused';
  return [
    { id: 'live-camera', section, name: 'Live: camera', run: () => actions.goLive('camera') },
    { id: 'live-video', section, name: 'Live: a video file…', run: dialogs.pickFile },
    {
      id: 'live-pause',
      section,
      name: paused ? 'Live: resume' : 'Live: pause',
      ...none,
      run: control((present) => (paused ? present.resume() : present.pause())),
    },
    {
      id: 'live-keep',
      section,
      name: 'Live: keep this frame as a picture',
      ...none,
      run: control((present) => present.keep()),
    },
    { id: 'live-stop', section, name: 'Live: stop', ...(live ? {} : none), run: control((present) => present.stop()) },
  ];
}

/** Stages and the drawers in them. */
function placeCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const {
    viewer: { stage: present },
  } = store.getState();
  return STAGE_IDS.flatMap((stage, index): Command[] => [
    {
      id: `stage:${stage}`,
      section: 'Go to',
      name: `Stage: ${STAGE_TITLES[stage]}`,
      keys: `Shift ${index + 1}`,
      ...(stage === present ? { value: 'current', isCurrent: true } : {}),
      run: () => actions.selectStage(stage),
    },
    ...DRAWERS[stage].map(({ id, name }): Command => ({
      id: `drawer:${stage}:${id}`,
      section: 'Go to',
      name: `${STAGE_TITLES[stage]}: ${name}`,
      value: 'drawer',
      run: () => goToDrawer(actions, stage, id),
    })),
  ]);
}

function runCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const { history, work, picture, session, settings } = store.getState();
  const edited = Object.keys(settings.bands).length;
  const section = 'Run and edit';
  return [
    { id: 'run', section, name: 'Run again', ...(picture ? {} : { blocked: 'no picture yet' }), run: actions.rerun },
    {
      id: 'stop',
      section,
      name: 'Stop the run',
      keys: KEYS.stop[0],
      ...(work.status === 'idle' ? { blocked: 'nothing runs' } : {}),
      run: actions.cancel,
    },
    {
      id: 'undo',
      section,
      name: 'Undo',
      keys: KEYS.undo[0],
      ...(history.past.length > 0 ? {} : { blocked: 'nothing to undo' }),
      run: actions.undo,
    },
    {
      id: 'redo',
      section,
      name: 'Redo',
      keys: KEYS.redo[0],
      ...(history.future.length > 0 ? {} : { blocked: 'nothing to redo' }),
      run: actions.redo,
    },
    {
      id: 'reset-bands',
      section,
      name: 'Reset all band edits',
      value: `${edited} of 36 channels edited`,
      ...(edited > 0 ? {} : { blocked: 'no edits' }),
      run: actions.resetBands,
    },
    {
      id: 'lose',
      section,
      name: 'Lose the device (for developers)',
      ...(session.info?.backend === 'webgpu' ? {} : { blocked: 'no GPU in use' }),
      run: () => void actions.destroyDevice().catch(() => undefined),
    },
  ];
}

function bandCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const {
    settings: { bands },
  } = store.getState();
  const section = 'Bands';
  return LEVELS.flatMap((level) =>
    ORIENTATIONS.flatMap((orientation): Command[] => {
      const name = `${orientation}${level}, ${ORIENTATION_NAMES[orientation]}`;
      const muted = bandKeys(level, orientation, 'RGB').every((key) => bands[key]?.mute);
      return [
        {
          id: `mute:${orientation}${level}`,
          section,
          name: `Mute band ${name}`,
          value: muted ? 'on' : 'off',
          run: () => actions.editBand(level, orientation, 'RGB', { mute: !muted }),
        },
        {
          id: `solo:${orientation}${level}`,
          section,
          name: `Solo band ${name}`,
          run: () => actions.set({ bands: toggleSolo(store.getState().settings.bands, level, orientation) }),
        },
      ];
    }),
  );
}

/** Where edits of bands are made, and what they are compared with. */
function ablationCommands({ lab }: CommandTools): Command[] {
  const { actions, store } = lab;
  const {
    picture,
    second,
    settings,
    viewer: {
      bands: { level, orientation },
    },
  } = store.getState();
  const section = 'Bands';
  const none = picture ? {} : { blocked: 'no picture yet' };
  const swapped = bandKeys(level, orientation, 'RGB').every((key) => settings.bands[key]?.swap);
  return [
    {
      id: 'leave-one-out',
      section,
      name: 'Leave one out: run',
      ...none,
      run: () => {
        goToDrawer(actions, 'bands', 'leave-one-out');
        void loadPart(() => import('../../features/ablation/state/leave-one-out')).then(
          ({ leaveOneOut }) => leaveOneOut(lab).start(),
          (thrown: unknown) => actions.complain(toErrorInfo(thrown)),
        );
      },
    },
    {
      id: 'swap-band',
      section,
      name: `Swap band ${orientation}${level} with the second picture`,
      value: swapped ? 'on' : 'off',
      ...(second ? {} : { blocked: 'no second picture yet' }),
      run: () => actions.editBand(level, orientation, 'RGB', { swap: !swapped }),
    },
  ];
}

function viewCommands({ lab }: CommandTools): Command[] {
  const { actions } = lab;
  const section = 'Viewer';
  return [
    { id: 'fit', section, name: 'Fit the picture', keys: '0', run: actions.fit },
    { id: 'one-to-one', section, name: 'Show at 100 %, pixel by pixel', keys: 'Z', run: actions.oneToOne },
    { id: 'zoom-in', section, name: 'Zoom in', keys: '+', run: () => actions.stepZoom(1) },
    { id: 'zoom-out', section, name: 'Zoom out', keys: '−', run: () => actions.stepZoom(-1) },
    { id: 'swap', section, name: 'Swap A and B', keys: KEYS.swap[0], run: actions.swap },
    { id: 'split-a', section, name: 'Slider: only A', keys: '1', run: () => actions.setSplit(100) },
    { id: 'split-half', section, name: 'Slider: half and half', keys: '2', run: () => actions.setSplit(50) },
    { id: 'split-b', section, name: 'Slider: only B', keys: '3', run: () => actions.setSplit(0) },
    { id: 'region', section, name: 'Mark a region', keys: KEYS.region[0], run: actions.toggleMarking },
    { id: 'no-region', section, name: 'Clear the region', keys: KEYS.stop[0], run: () => actions.setRegion(null) },
    { id: 'no-crosshair', section, name: 'Clear the crosshair', keys: KEYS.stop[0], run: actions.clearCrosshair },
    {
      id: 'inspector',
      section,
      name: 'Show or hide the inspector',
      keys: KEYS.inspector[0],
      run: () => toggleInspector(lab),
    },
    { id: 'previous', section, name: 'Previous stage', keys: '[', run: () => actions.stepStage(-1) },
    { id: 'next', section, name: 'Next stage', keys: ']', run: () => actions.stepStage(1) },
  ];
}
