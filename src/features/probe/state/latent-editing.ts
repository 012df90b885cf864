import type { ChannelEdit, LatentEdits, LatentPatch, LatentPoke } from '../../../core/settings/latent-settings';

/** Changes of the latent's edits, as patches of the whole setting. */

export function withPoke(latent: LatentEdits, poke: LatentPoke): LatentPatch {
  return { ...latent, pokes: [...(latent.pokes ?? []), poke] };
}

export function withoutPoke(latent: LatentEdits, index: number): LatentPatch {
  return { ...latent, pokes: latent.pokes?.filter((_, at) => at !== index) };
}

export function channelEdit({ channels }: LatentEdits, channel: number): ChannelEdit {
  return channels?.[channel] ?? { gain: 1, offset: 0, from: channel };
}

export function withChannel(latent: LatentEdits, channel: number, change: Partial<ChannelEdit>): LatentPatch {
  return { ...latent, channels: { ...latent.channels, [channel]: { ...channelEdit(latent, channel), ...change } } };
}

/** Two channels change places: what each of them reads is exchanged, gain and offset stay where they are. */
export function withSwap(latent: LatentEdits, one: number, other: number): LatentPatch {
  const [first, second] = [channelEdit(latent, one), channelEdit(latent, other)];
  return {
    ...latent,
    channels: { ...latent.channels, [one]: { ...first, from: second.from }, [other]: { ...second, from: first.from } },
  };
}
