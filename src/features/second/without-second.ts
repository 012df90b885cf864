import type { Settings, SettingsPatch } from '../../core/settings/settings';

/** The edits that take nothing of the second picture: swapped bands get their own values back, the rest stays. */
export function withoutSecond({ bands, latent }: Pick<Settings, 'bands' | 'latent'>): SettingsPatch {
  return {
    bands: Object.fromEntries(Object.entries(bands).map(([key, edit]) => [key, { ...edit, swap: false }])),
    latent: { ...latent, mix: undefined, paste: undefined },
  };
}
