import { ChannelPick } from '../kit/channel-pick';
import { Pick } from '../kit/pick';
import { useActions, useLab } from '../lab-context';
import { GAIN_OPTIONS, QUANTITY_OPTIONS } from './options';

/** How latent channels are shown: which quantity, on which scale, with which gain. */
export function LatentLook({ single }: { single: boolean }) {
  const { setLatent } = useActions();
  const look = useLab((state) => state.viewer.latent);
  const channels = useLab((state) => state.result?.summary.latentDims[1] ?? 12);
  return (
    <>
      <Pick
        label="Quantity"
        hideLabel
        options={QUANTITY_OPTIONS}
        value={look.tensor}
        onChange={(tensor) => setLatent({ tensor })}
      />
      {single ? (
        <ChannelPick channel={look.channel} count={channels} />
      ) : (
        <Pick
          label="Scale"
          value={look.scale}
          onChange={(scale) => setLatent({ scale })}
          options={[
            { id: 'shared', text: 'Shared' },
            { id: 'channel', text: 'Per channel' },
          ]}
        />
      )}
      <LatentGain />
    </>
  );
}

/** The gain of latent values and of the KL map. */
export function LatentGain() {
  const { setLatent } = useActions();
  const gain = useLab((state) => state.viewer.latent.gain);
  return (
    <Pick
      label="Gain"
      options={GAIN_OPTIONS}
      value={String(gain)}
      onChange={(next) => setLatent({ gain: Number(next) })}
    />
  );
}
