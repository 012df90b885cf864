import { LEVELS, ORIENTATIONS, ORIENTATION_NAMES } from '../../core/math/bands';
import { LATENT_BITS } from '../../core/settings/latent-settings';
import { isMeanAlone, isPictureRead } from '../../state/model-of';
import { MODE_OPTIONS } from '../../features/ablation/modes';
import { KEYS } from '../shell/key-names';
import { number } from '../kit/format';
import {
  AMOUNT_OPTIONS,
  FLOOR_OPTIONS,
  LOUPE_OPTIONS,
  SIGNED_OPTIONS,
  SURROUND_OPTIONS,
  VALUE_OPTIONS,
  errorFloorOptions,
} from '../viewer/display-options';
import {
  COLOUR_OPTIONS,
  ERROR_OPTIONS,
  GAIN_OPTIONS,
  LAYOUT_OPTIONS,
  QUANTITY_OPTIONS,
  SCALE_OPTIONS,
  SOURCE_OPTIONS,
} from '../viewer/options';
import type { Command, CommandTools } from './command';

interface Option {
  readonly id: string;
  readonly text: string;
}

interface Choice {
  readonly id: string;
  readonly section: string;
  readonly name: string;
  readonly keys?: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly choose: (id: string) => void;
}

/** One command for each option; the one in force says so, the others say what is. */
function choiceCommands({ id, section, name, keys, options, value, choose }: Choice): Command[] {
  const now = options.find((option) => option.id === value)?.text ?? value;
  return options.map((option) => ({
    id: `${id}:${option.id}`,
    section,
    name: `${name}: ${option.text}`,
    ...(keys ? { keys } : {}),
    ...(option.id === value ? { value: 'current', isCurrent: true } : { value: `now ${now}` }),
    run: () => choose(option.id),
  }));
}

interface Toggle {
  readonly id: string;
  readonly section: string;
  readonly name: string;
  readonly keys?: string;
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
}

function toggleCommand({ id, section, name, keys, isOn, set }: Toggle): Command {
  return { id, section, name, ...(keys ? { keys } : {}), value: isOn ? 'on' : 'off', run: () => set(!isOn) };
}

const SHOWN = 'How it is shown';
const RUN = 'What runs';

/** Everything that can be chosen, option by option, with what is in force. */
export function settingCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const { settings, viewer, models, defaultModel, theme, singleKeys, result } = store.getState();
  const chosen = { settings, models, defaultModel };
  const view = viewer.views[viewer.stage];
  // The names of the options fit the types of the state; Choice only knows them as strings.
  const choice = (
    id: string,
    section: string,
    name: string,
    options: readonly Option[],
    value: string,
    choose: (id: never) => void,
    keys?: string,
  ): Command[] =>
    choiceCommands({
      id,
      section,
      name,
      options,
      value,
      choose: choose as (id: string) => void,
      ...(keys ? { keys } : {}),
    });
  const gain = (id: string, name: string, value: number, set: (gain: number) => void): Command[] =>
    choice(id, SHOWN, name, GAIN_OPTIONS, String(value), (to: string) => set(Number(to)), KEYS.gain[0]);
  const channels = Array.from({ length: result?.summary.latentDims[1] ?? 0 }, (_, index) => String(index));
  return [
    ...choice(
      'layout',
      SHOWN,
      'Layout',
      LAYOUT_OPTIONS,
      view.layout,
      (layout: typeof view.layout) => actions.setView({ layout }),
      KEYS.layout[0],
    ),
    ...choice('a', SHOWN, 'Show as A', SOURCE_OPTIONS, view.a, (a: typeof view.a) => actions.setView({ a })),
    ...choice('b', SHOWN, 'Show as B', SOURCE_OPTIONS, view.b, (b: typeof view.b) => actions.setView({ b })),
    ...choice(
      'arrangement',
      SHOWN,
      'Bands as',
      [
        { id: 'pyramid', text: 'Pyramid' },
        { id: 'grid', text: 'Grid' },
      ],
      viewer.bands.arrangement,
      (arrangement: typeof viewer.bands.arrangement) => actions.setBands({ arrangement }),
    ),
    ...choice(
      'band',
      SHOWN,
      'Select band',
      LEVELS.flatMap((level) =>
        ORIENTATIONS.map((orientation) => ({
          id: `${orientation}${level}`,
          text: `${orientation}${level}, ${ORIENTATION_NAMES[orientation]}`,
        })),
      ),
      `${viewer.bands.orientation}${viewer.bands.level}`,
      (id: string) =>
        actions.setBands({
          orientation: id[0] as typeof viewer.bands.orientation,
          level: Number(id[1]) as typeof viewer.bands.level,
        }),
    ),
    ...choice(
      'band-colour',
      SHOWN,
      'Colour of bands',
      COLOUR_OPTIONS,
      viewer.bands.colour,
      (colour: typeof viewer.bands.colour) => actions.setBands({ colour }),
    ),
    ...choice('band-scale', SHOWN, 'Bands', SCALE_OPTIONS, viewer.bands.scale, (scale: typeof viewer.bands.scale) =>
      actions.setBands({ scale }),
    ),
    ...gain('band-gain', 'Gain of bands', viewer.bands.gain, (to) => actions.setBands({ gain: to })),
    toggleCommand({
      id: 'raw',
      section: SHOWN,
      name: 'Before edits, in every view',
      keys: KEYS.raw[0],
      isOn: viewer.bands.raw,
      set: (raw) => actions.setBands({ raw }),
    }),
    ...choice(
      'quantity',
      SHOWN,
      'Latent quantity',
      QUANTITY_OPTIONS,
      viewer.latent.tensor,
      (tensor: typeof viewer.latent.tensor) => actions.setLatent({ tensor }),
    ),
    ...choice(
      'latent-scale',
      SHOWN,
      'Latent scale',
      [
        { id: 'shared', text: 'Shared' },
        { id: 'channel', text: 'Per channel' },
      ],
      viewer.latent.scale,
      (scale: typeof viewer.latent.scale) => actions.setLatent({ scale }),
    ),
    ...choice(
      'channel',
      SHOWN,
      'Select latent channel',
      channels.map((id) => ({ id, text: id })),
      String(viewer.latent.channel),
      (id: string) => actions.setLatent({ channel: Number(id) }),
    ),
    ...gain('latent-gain', 'Gain of the latent', viewer.latent.gain, (to) => actions.setLatent({ gain: to })),
    ...choice('error', SHOWN, 'Error as', ERROR_OPTIONS, viewer.error.mode, (mode: typeof viewer.error.mode) =>
      actions.setErrorLook({ mode }),
    ),
    ...choice(
      'error-colour',
      SHOWN,
      'Colour of the error',
      COLOUR_OPTIONS,
      viewer.error.colour,
      (colour: typeof viewer.error.colour) => actions.setErrorLook({ colour }),
    ),
    ...gain('error-gain', 'Gain of the error', viewer.error.gain, (to) => actions.setErrorLook({ gain: to })),
    ...choice('values', SHOWN, 'Picture values', VALUE_OPTIONS, viewer.values, actions.setValues, KEYS.values[0]),
    ...choice(
      'signed-map',
      SHOWN,
      'Signed map',
      SIGNED_OPTIONS,
      viewer.maps.signed,
      (signed: typeof viewer.maps.signed) => actions.setMaps({ signed }),
    ),
    ...choice(
      'amount-map',
      SHOWN,
      'Amount map',
      AMOUNT_OPTIONS,
      viewer.maps.amount,
      (amount: typeof viewer.maps.amount) => actions.setMaps({ amount }),
    ),
    ...choice('band-floor', SHOWN, 'Floor of bands', FLOOR_OPTIONS, String(viewer.bands.floor), (floor: string) =>
      actions.setBands({ floor: Number(floor) }),
    ),
    ...choice(
      'latent-floor',
      SHOWN,
      'Floor of the latent',
      FLOOR_OPTIONS,
      String(viewer.latent.floor),
      (floor: string) => actions.setLatent({ floor: Number(floor) }),
    ),
    ...choice(
      'error-floor',
      SHOWN,
      'Floor of the error',
      errorFloorOptions(viewer.values),
      String(viewer.error.floor),
      (floor: string) => actions.setErrorLook({ floor: Number(floor) }),
    ),
    toggleCommand({
      id: 'clip',
      section: SHOWN,
      name: 'Clip warning',
      keys: KEYS.clip[0],
      isOn: viewer.clip,
      set: actions.setClip,
    }),
    ...choice('loupe', SHOWN, 'Loupe', LOUPE_OPTIONS, viewer.loupe, actions.setLoupe, KEYS.loupe[0]),
    toggleCommand({
      id: 'link',
      section: SHOWN,
      name: 'Link views',
      keys: KEYS.link[0],
      isOn: viewer.linked,
      set: actions.setLinked,
    }),
    toggleCommand({
      id: 'colours',
      section: SHOWN,
      name: 'Link colours',
      keys: KEYS.colours[0],
      isOn: viewer.linkedColours,
      set: actions.setLinkedColours,
    }),
    ...choice('surround', SHOWN, 'Surround', SURROUND_OPTIONS, viewer.surround, actions.setSurround),
    ...choice(
      'theme',
      SHOWN,
      'Theme',
      [
        { id: 'dark', text: 'Dark' },
        { id: 'light', text: 'Light' },
        { id: 'system', text: 'As the system' },
      ],
      theme,
      actions.setTheme,
    ),
    toggleCommand({
      id: 'single-keys',
      section: SHOWN,
      name: 'Single-key shortcuts',
      isOn: singleKeys,
      set: actions.setSingleKeys,
    }),
    ...choice(
      'model',
      RUN,
      'Model',
      models.map(({ id, title }) => ({ id, text: title })),
      settings.model || defaultModel,
      (model: string) => actions.set({ model }),
    ),
    ...choice(
      'backend',
      RUN,
      'Backend',
      [
        { id: 'auto', text: 'Auto' },
        { id: 'webgpu', text: 'WebGPU' },
        { id: 'wasm', text: 'CPU (wasm)' },
      ],
      settings.backend,
      (backend: typeof settings.backend) => actions.set({ backend }),
    ),
    ...choice(
      'precision',
      RUN,
      'Precision',
      ['auto', 'fp32', 'fp16'].map((id) => ({ id, text: id === 'auto' ? 'Auto' : id })),
      settings.precision,
      (precision: string) => actions.set({ precision: precision as typeof settings.precision }),
    ),
    ...choice(
      'tiles',
      RUN,
      'In tiles',
      [
        { id: 'auto', text: 'When needed' },
        { id: 'off', text: 'Never' },
        ...[256, 512, 1024].map((side) => ({ id: String(side), text: `Always, ${side} px` })),
      ],
      String(settings.tiles),
      (id: string) => actions.set({ tiles: id === 'auto' || id === 'off' ? id : Number(id) }),
    ),
    ...choice(
      'encoder-halo',
      RUN,
      'Around an encoder’s tile',
      [
        { id: 'exact', text: 'Exact' },
        { id: 'measured', text: 'Measured' },
      ],
      settings.encoderHalo,
      (encoderHalo: typeof settings.encoderHalo) => actions.set({ encoderHalo }),
    ),
    ...choice(
      'memory',
      RUN,
      'Memory of a run',
      [1000, 1500, 3000, 6000, 12_000].map((id) => ({ id: String(id), text: `${number(id)} MB` })),
      String(settings.memory),
      (id: string) => actions.set({ memory: Number(id) }),
    ),
    // Where the model leaves no choice, there is none to offer.
    ...(isPictureRead(chosen)
      ? []
      : choice(
          'bands-mode',
          RUN,
          'Edits of bands',
          MODE_OPTIONS,
          settings.bandsMode,
          (bandsMode: typeof settings.bandsMode) => actions.set({ bandsMode }),
        )),
    ...(isMeanAlone(chosen)
      ? []
      : choice(
          'posterior',
          RUN,
          'Posterior',
          [
            { id: 'mean', text: 'Mean' },
            { id: 'sample', text: 'Sample' },
          ],
          settings.posterior,
          (posterior: typeof settings.posterior) => actions.set({ posterior }),
        )),
    ...choice(
      'temperature',
      RUN,
      'Temperature',
      [0, 0.5, 1, 2, 4].map((id) => ({ id: String(id), text: number(id, 1) })),
      String(settings.temperature),
      (id: string) => actions.set({ temperature: Number(id) }),
    ),
    {
      id: 'seed',
      section: RUN,
      name: 'New seed',
      value: `now ${settings.seed}`,
      run: () => actions.set({ seed: Math.floor(Math.random() * 10_000) }),
    },
    ...choice(
      'latent-bits',
      RUN,
      'Bits per latent value',
      ['off', ...LATENT_BITS].map((id) => ({ id: String(id), text: String(id) })),
      String(settings.latent.bits ?? 'off'),
      (id: string) =>
        actions.set({
          latent: { ...settings.latent, bits: LATENT_BITS.find((bits) => String(bits) === id) },
        }),
    ),
    ...choice(
      'side',
      RUN,
      'Longest side',
      [256, 512, 768, 1024, 2048].map((id) => ({ id: String(id), text: `${id} px` })),
      String(settings.maxSide),
      (id: string) => actions.set({ maxSide: Number(id) }),
    ),
    ...choice(
      'scaling',
      RUN,
      'Scaled by',
      [
        { id: 'area', text: 'Area average' },
        { id: 'browser', text: 'This browser’s filter' },
      ],
      settings.scaling,
      (scaling: typeof settings.scaling) => actions.set({ scaling }),
    ),
    ...choice(
      'matte',
      RUN,
      'Behind transparency',
      [
        { id: 'checker', text: 'Checker' },
        { id: '#000000', text: 'Black' },
        { id: '#808080', text: 'Grey' },
        { id: '#ffffff', text: 'White' },
      ],
      settings.matte,
      (matte: typeof settings.matte) => actions.set({ matte }),
    ),
  ];
}
