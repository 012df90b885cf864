import { ImageDown, Pause, Play, Square } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { liveOf } from './state/live';
import type { LiveState } from '../../state/state-types';
import { CheckBox } from '../../ui/kit/check-box';
import { Pick } from '../../ui/kit/pick';
import { Range } from '../../ui/kit/range';
import { milliseconds, number, size } from '../../ui/kit/format';
import { useLab, useLabObject } from '../../ui/lab-context';
import './live.css';

const SIDES = [64, 96, 128, 192, 256, 384, 512] as const;

/** What is live, how fast, and everything that can be done with it. Only a pause or a start is said aloud, no frame. */
export default function LiveBar() {
  const live = useLab((state) => state.live);
  return live ? <Strip live={live} /> : null;
}

function Strip({ live }: { live: LiveState }) {
  const { store, actions } = useLabObject();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // A menu or dialog that started it took the focus with it.
    if (document.activeElement === document.body) first.current?.focus();
  }, []);
  const control = liveOf(store);
  const plays = live.status === 'playing';
  const shown = useLab(({ picture }) => (picture?.since === undefined ? null : picture.info));
  return (
    <section className="banner live" role="region" aria-label="Live">
      <div className="live-what">
        <b className="live-name">{live.kind === 'camera' ? 'Live camera' : `Live: ${live.name}`}</b>
        <span className="hint" role="status">
          {live.text}
        </span>
      </div>
      <dl className="live-numbers">
        <div>
          <dt>Rate</dt>
          <dd className="mono">{`${number(live.rate, 1)} fps`}</dd>
        </div>
        <div title="Time from taking a frame until it is on screen: the median, and the limit that 95 of 100 frames keep">
          <dt>Latency</dt>
          <dd className="mono">
            <span>{`${milliseconds(live.latency.median)} `}</span>
            <span className="dim">{`95 %: ${milliseconds(live.latency.p95)}`}</span>
          </dd>
        </div>
        <div title="Frames that came while another was in work">
          <dt>Dropped</dt>
          <dd className="mono">{`${number(live.dropped)} of ${number(live.frames + live.dropped)}`}</dd>
        </div>
        <div>
          <dt>Frame</dt>
          <dd className="mono">{`${live.width > 0 ? size(live.width, live.height) : '—'} → ${shown ? size(shown.width, shown.height) : '—'}`}</dd>
        </div>
      </dl>
      <div className="live-controls">
        <Pick
          label="Longest side"
          shortLabel="Side"
          value={String(live.choice)}
          options={[
            {
              id: 'auto',
              text: live.choice === 'auto' ? `Auto: ${live.side} px, by measured time` : 'Auto, by measured time',
            },
            ...SIDES.map((side) => ({ id: String(side), text: `${side} px` })),
          ]}
          onChange={(id) => control?.setSide(id === 'auto' ? 'auto' : Number(id))}
        />
        <Button
          ref={first}
          className="button small solid"
          isDisabled={live.status === 'starting'}
          onPress={() => (plays ? control?.pause() : void control?.resume())}
        >
          {plays ? <Pause className="icon small" aria-hidden /> : <Play className="icon small" aria-hidden />}
          <span>{plays ? 'Pause' : 'Resume'}</span>
        </Button>
        <Button
          className="button small solid"
          isDisabled={live.frames === 0}
          onPress={() => void control?.keep().catch((thrown: unknown) => actions.complain(toErrorInfo(thrown)))}
        >
          <ImageDown className="icon small" aria-hidden />
          Keep this frame
        </Button>
        <Button className="button small solid" onPress={() => control?.stop()}>
          <Square className="icon small" aria-hidden />
          Stop live
        </Button>
      </div>
      {live.kind === 'video' ? (
        <div className="live-video">
          {live.duration > 0 ? (
            <Range
              label="Time"
              value={live.time}
              min={0}
              max={live.duration}
              step={0.01}
              neutral={0}
              format={(time) => `${number(time, 1)} of ${number(live.duration, 1)} s`}
              onChange={(time) => control?.seek(time)}
            />
          ) : null}
          <CheckBox isSelected={live.loop} onChange={(loop) => control?.setLoop(loop)}>
            Repeat
          </CheckBox>
        </div>
      ) : null}
    </section>
  );
}
