import { useActions } from '../lab-context';
import { Pick } from './pick';

/** Which channel of the latent is looked at, of so many. */
export function ChannelPick({ channel, count }: { readonly channel: number; readonly count: number }) {
  const { setLatent } = useActions();
  return (
    <Pick
      label="Channel"
      value={String(channel)}
      onChange={(id) => setLatent({ channel: Number(id) })}
      options={Array.from({ length: count }, (_, index) => ({ id: String(index), text: String(index) }))}
    />
  );
}
