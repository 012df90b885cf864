import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { isIdentityChannel } from '../../core/settings/latent-settings';
import { channelEdit, withChannel, withSwap } from './state/latent-editing';
import { AmountField } from '../../ui/kit/amount-field';
import { Lead } from '../../ui/kit/lead';
import { Pick, type PickOption } from '../../ui/kit/pick';
import { number } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Missing } from '../../ui/kit/missing';
import { useActions, useLab } from '../../ui/lab-context';
import { useChannelCount } from './use-probe';
import './probe.css';

type Options = readonly PickOption<string>[];

/** Gain, offset and source of every channel. */
export default function Channels({ asTable }: { asTable: boolean }) {
  const { set } = useActions();
  const count = useChannelCount();
  const latent = useLab((state) => state.settings.latent);
  const all = Array.from({ length: count }, (_, channel) => channel);
  // One list for all: 128 rows of 128 choices each would be made anew with every edit.
  const options = all.map((channel) => ({ id: String(channel), text: String(channel) }));
  if (count === 0) return <Missing />;
  return (
    <div className="channels">
      <Lead href="https://arxiv.org/abs/2405.14477" name="LiteVAE">
        Each channel becomes gain × (the channel that it reads) + offset, before the decoder gets it. What changes in
        the picture tells what the channel carries.
      </Lead>
      {asTable ? (
        <DataTable
          caption="Edits of the channels"
          columns={['Channel', 'gain', 'offset', 'reads']}
          format={(value, column) => number(value, column === 2 ? 0 : 3)}
          rows={all.map((channel) => {
            const edit = channelEdit(latent, channel);
            return {
              head: String(channel),
              cells: [edit.gain, edit.offset, edit.from],
              selected: !isIdentityChannel(channel, edit),
            };
          })}
        />
      ) : (
        <>
          <div className="channel-list">
            <div className="channel-head" aria-hidden>
              <span>Ch.</span>
              <span>Zero</span>
              <span>Gain</span>
              <span>Offset</span>
              <span>Reads</span>
            </div>
            {all.map((channel) => (
              <Row key={channel} channel={channel} options={options} />
            ))}
          </div>
          <Swap options={options} />
        </>
      )}
      <Button
        className="button small solid"
        isDisabled={!latent.channels}
        onPress={() => set({ latent: { ...latent, channels: undefined } })}
      >
        Reset all channels
      </Button>
    </div>
  );
}

function Row({ channel, options }: { channel: number; options: Options }) {
  const { set } = useActions();
  const latent = useLab((state) => state.settings.latent);
  const { gain, offset, from } = channelEdit(latent, channel);
  const edit = (change: Parameters<typeof withChannel>[2]): void =>
    set({ latent: withChannel(latent, channel, change) }, `channel ${channel} ${Object.keys(change).join()}`);
  const isEdited = !isIdentityChannel(channel, { gain, offset, from });
  return (
    <div className="channel-row" role="group" aria-label={`Channel ${channel}`} data-edited={isEdited || undefined}>
      <b className="mono">{channel}</b>
      <ToggleButton
        className="zero"
        aria-label={`Zero channel ${channel}`}
        isSelected={gain === 0 && offset === 0}
        onChange={(zero) => edit(zero ? { gain: 0, offset: 0 } : { gain: 1 })}
      >
        0
      </ToggleButton>
      <AmountField
        label={`Gain of channel ${channel}`}
        hideLabel
        value={gain}
        min={-8}
        max={8}
        onChange={(next) => edit({ gain: next })}
      />
      <AmountField
        label={`Offset of channel ${channel}`}
        hideLabel
        value={offset}
        min={-64}
        max={64}
        onChange={(next) => edit({ offset: next })}
      />
      <Pick
        label={`Channel ${channel} reads`}
        hideLabel
        options={options}
        value={String(from)}
        onChange={(id) => edit({ from: Number(id) })}
      />
      <Button
        className="button small only-icon"
        aria-label={`Reset channel ${channel}`}
        isDisabled={!isEdited}
        onPress={() => edit({ gain: 1, offset: 0, from: channel })}
      >
        <RotateCcw className="icon small" aria-hidden />
      </Button>
    </div>
  );
}

/** Two channels change places. */
function Swap({ options }: { options: Options }) {
  const { set } = useActions();
  const latent = useLab((state) => state.settings.latent);
  const [pair, setPair] = useState<readonly [string, string]>(['0', '1']);
  // The model that is chosen now may have fewer channels.
  const [one, other] = pair.map((id) => (Number(id) < options.length ? id : String(options.length - 1))) as [
    string,
    string,
  ];
  return (
    <div className="row swap" role="group" aria-label="Swap two channels">
      <Pick label="Swap" options={options} value={one} onChange={(id) => setPair([id, other])} />
      <Pick label="with" options={options} value={other} onChange={(id) => setPair([one, id])} />
      <Button
        className="button small solid"
        isDisabled={one === other}
        onPress={() => set({ latent: withSwap(latent, Number(one), Number(other)) })}
      >
        Swap
      </Button>
    </div>
  );
}
