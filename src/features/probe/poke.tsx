import { X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { MAX_POKES, type LatentPoke } from '../../core/settings/latent-settings';
import { withPoke, withoutPoke } from './state/latent-editing';
import type { Cell } from './state/probe';
import { AmountField } from '../../ui/kit/amount-field';
import { Pick } from '../../ui/kit/pick';
import { useActions, useLab } from '../../ui/lab-context';
import { useChannelCount, useModel, useProbe } from './use-probe';
import { deviationWords, EVERY_CELL, pokeWords } from './words';
import { P, Words } from '../../ui/kit/words';

/** Adds an amount to the cell, or to all cells, of one channel or of all. */
export function Poke({ cell }: { cell: Cell }) {
  const { set: change } = useActions();
  const {
    set,
    state: { channel, amount },
  } = useProbe();
  const count = useChannelCount();
  const std = useModel()?.latent.std ?? [];
  const latent = useLab((state) => state.settings.latent);
  const channels = [
    { id: 'all', text: 'All' },
    ...Array.from({ length: count }, (_, index) => ({ id: String(index), text: String(index) })),
  ];
  const isFull = (latent.pokes?.length ?? 0) >= MAX_POKES;
  const spread = channel === 'all' ? undefined : std[channel];
  const poke = (place: Omit<LatentPoke, 'channel' | 'amount'>): void =>
    change({ latent: withPoke(latent, { channel, amount, ...place }) });
  return (
    <section className="probe-part" aria-label="Poke">
      <h4>
        <Words>Poke</Words>
      </h4>
      <div className="poke-fields">
        <Pick
          label="Channel"
          options={channels}
          value={String(channel)}
          onChange={(id) => set({ channel: id === 'all' ? 'all' : Number(id) })}
        />
        <AmountField label="Amount" value={amount} min={-64} max={64} onChange={(next) => set({ amount: next })} />
        <Button
          className="button small solid"
          isDisabled={!spread}
          onPress={() => spread && set({ amount: Number(spread.toFixed(4)) })}
        >
          1 std
        </Button>
      </div>
      <P className="dim small">{`In the latent’s own units. ${deviationWords(amount, channel, std)}`}</P>
      <div className="row">
        <Button
          className="button small solid"
          isDisabled={isFull || amount === 0}
          onPress={() => poke({ ...cell, width: 1, height: 1 })}
        >
          Poke this cell
        </Button>
        <Button className="button small solid" isDisabled={isFull || amount === 0} onPress={() => poke(EVERY_CELL)}>
          <span>{channel === 'all' ? 'Poke every cell' : 'Poke the whole channel'}</span>
        </Button>
      </div>
      {isFull ? (
        <P className="hint">{`That is ${MAX_POKES} pokes, the most that a link carries. Remove one to add another.`}</P>
      ) : null}
      <Pokes />
    </section>
  );
}

/** Those that are made, each with a button that takes it back. */
function Pokes() {
  const { set } = useActions();
  const latent = useLab((state) => state.settings.latent);
  const pokes = latent.pokes ?? [];
  if (pokes.length === 0) return null;
  return (
    <>
      <ul className="pokes" aria-label="Pokes">
        {pokes.map((poke, index) => (
          <li key={index}>
            <span>{pokeWords(poke)}</span>
            <Button
              className="button small only-icon"
              aria-label={`Remove: ${pokeWords(poke)}`}
              onPress={() => set({ latent: withoutPoke(latent, index) })}
            >
              <X className="icon small" aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {pokes.length > 1 ? (
        <Button className="button small" onPress={() => set({ latent: { ...latent, pokes: undefined } })}>
          Remove all pokes
        </Button>
      ) : null}
    </>
  );
}
