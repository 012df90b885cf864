import { FEATURE_COMMANDS } from '../../features/commands';
import { DRAWERS } from '../../features/list';
import { STAGE_IDS, STAGE_KEYS, STAGE_TITLES } from '../../state/stages';
import { choiceCommands, type Command, type CommandTools } from '../kit/command';
import { goToDrawer } from '../kit/go-to-drawer';
import { toggleInspector } from '../kit/inspector-panel';
import { KEYS } from '../kit/key-names';
import { lookCommands } from './look-commands';

/** Everything that the page can do, by name, as things are now. Without repeats in ids. */
export function allCommands(tools: CommandTools): Command[] {
  const parts = [
    fileCommands,
    placeCommands,
    runCommands,
    viewCommands,
    lookCommands,
    modelCommands,
    ...FEATURE_COMMANDS,
  ];
  return parts.flatMap((part) => part(tools));
}

function fileCommands({ lab, dialogs, paste, copyLink }: CommandTools): Command[] {
  const { samples } = lab.store.getState();
  const section = 'Open';
  return [
    { id: 'open', section, name: 'Open a file…', keys: KEYS.open[0], run: dialogs.pickFile },
    { id: 'paste', section, name: 'Paste a picture', keys: KEYS.paste[0], run: paste },
    { id: 'address', section, name: 'Open a picture from a link…', run: () => dialogs.show('link') },
    { id: 'samples', section, name: 'Samples…', run: () => dialogs.show('samples') },
    {
      id: 'fresh',
      section,
      name: 'Start fresh: forget the picture and all edits…',
      destroys: true,
      run: lab.actions.askFresh,
    },
    ...samples.map((sample): Command => ({
      id: `sample:${sample.id}`,
      section,
      name: `Open sample: ${sample.title}`,
      run: () => lab.actions.openSample(sample),
    })),
    { id: 'share', section: 'Save and share', name: 'Copy a link to these settings', run: copyLink },
    {
      id: 'help',
      section: 'Save and share',
      name: 'Help and log',
      keys: KEYS.help[0],
      run: () => dialogs.show('help'),
    },
  ];
}

/** Stages and the drawers in them. */
function placeCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const {
    viewer: { stage: present },
  } = store.getState();
  return STAGE_IDS.flatMap((stage): Command[] => [
    {
      id: `stage:${stage}`,
      section: 'Go to',
      name: `Stage: ${STAGE_TITLES[stage]}`,
      keys: `Shift ${STAGE_KEYS.indexOf(stage) + 1}`,
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

function modelCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const { settings, models, defaultModel } = store.getState();
  return [
    ...choiceCommands({
      id: 'model',
      section: 'What runs',
      name: 'Model',
      options: models.map(({ id, title }) => ({ id, text: title })),
      value: settings.model || defaultModel,
      choose: (model: string) => actions.set({ model }),
    }),
    ...choiceCommands({
      id: 'backend',
      section: 'What runs',
      name: 'Backend',
      options: [
        { id: 'auto', text: 'Auto' },
        { id: 'webgpu', text: 'WebGPU' },
        { id: 'wasm', text: 'CPU (wasm)' },
      ],
      value: settings.backend,
      choose: (backend: typeof settings.backend) => actions.set({ backend }),
    }),
    ...choiceCommands({
      id: 'precision',
      section: 'What runs',
      name: 'Precision',
      options: ['auto', 'fp32', 'fp16'].map((id) => ({ id, text: id === 'auto' ? 'Auto' : id })),
      value: settings.precision,
      choose: (precision: string) => actions.set({ precision: precision as typeof settings.precision }),
    }),
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
