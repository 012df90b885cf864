import { toErrorInfo } from '../../core/errors';
import { loadPart } from '../../state/parts';
import type { Command, CommandTools } from '../../ui/kit/command';
import type { Live } from './state/live';

/** The camera or a video, frame by frame. */
export function liveCommands({ lab: { store, actions }, dialogs }: CommandTools): Command[] {
  const { live } = store.getState();
  const section = 'Live';
  const control = (act: (live: Live) => unknown) => () => {
    void loadPart(() => import('./state/live'))
      .then(({ liveOf }) => {
        const present = liveOf(store);
        return present && act(present);
      })
      .catch((thrown: unknown) => actions.complain(toErrorInfo(thrown)));
  };
  const none = live && live.status !== 'starting' ? {} : { blocked: 'nothing is live' };
  const paused = live?.status === 'paused';
  return [
    { id: 'camera', section: 'Open', name: 'Take a picture with the camera…', run: () => dialogs.show('camera') },
    { id: 'live-camera', section, name: 'Live: camera', run: () => actions.goLive('camera') },
    { id: 'live-video', section, name: 'Live: a video file…', run: dialogs.pickFile },
    {
      id: 'live-pause',
      section,
      name: paused ? 'Live: resume' : 'Live: pause',
      ...none,
      run: control((present) => (paused ? present.resume() : present.pause())),
    },
    {
      id: 'live-keep',
      section,
      name: 'Live: keep this frame as a picture',
      ...none,
      run: control((present) => present.keep()),
    },
    { id: 'live-stop', section, name: 'Live: stop', ...(live ? {} : none), run: control((present) => present.stop()) },
  ];
}
