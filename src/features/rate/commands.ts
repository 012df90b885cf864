import { LATENT_BITS } from '../../core/settings/latent-settings';
import { choiceCommands, type Command, type CommandTools } from '../../ui/kit/command';

/** How coarsely the latent is stored. */
export function rateCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const { settings } = store.getState();
  return [
    ...choiceCommands({
      id: 'latent-bits',
      section: 'What runs',
      name: 'Bits per latent value',
      options: ['off', ...LATENT_BITS].map((id) => ({ id: String(id), text: String(id) })),
      value: String(settings.latent.bits ?? 'off'),
      choose: (id: string) =>
        actions.set({
          latent: { ...settings.latent, bits: LATENT_BITS.find((bits) => String(bits) === id) },
        }),
    }),
  ];
}
