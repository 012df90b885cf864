import { useEffect, useMemo, useRef, useState } from 'react';
import { I18nProvider, TabPanel, Tabs } from 'react-aria-components';
import { isNetwork, type StageId } from '../../state/stages';
import { TopBar } from './bar/top-bar';
import { DialogsContext, type DialogName, type Dialogs } from '../use-open';
import { PanelBoundary } from '../kit/boundary';
import { Late, latePart } from '../kit/late';
import { LateOver } from '../kit/late-over';
import { OpenDialog } from './dialogs';
import { Empty } from './empty';
import { Inspector } from './inspector';
import { isOpen } from '../kit/inspector-panel';
import { explainWords } from '../kit/words';
import { useKeys } from './keys';
import { useActions, useLab } from '../lab-context';
import { Banner } from './messages/banner';
import { DropTarget } from './messages/drop-target';
import { ReadingLive } from './messages/reading-live';
import { ResultsLive } from './messages/results-live';
import { StatusLine } from './messages/status-line';
import { Toasts } from './messages/toasts';
import { SignalPath } from './path/signal-path';
import { ADDITIONS } from '../../features/list';
import { Greeting } from '../../features/tour/greeting';
import { AdditionsContext } from '../viewer/additions';
import { Viewer } from '../viewer/viewer';

const QuestionDialog = latePart(() => import('./bar/question-dialog'));
const BatchSheet = latePart(() => import('../../features/batch/sheet'));
const BatchBar = latePart(() => import('../../features/batch/bar'));
const TourCard = latePart(() => import('../../features/tour/card'));
const NetworkView = latePart(() => import('../../features/network/network-view'));
const LiveBar = latePart(() => import('../../features/live/bar'));

/** The page: bar, path, viewer with inspector, status; and the dialogs that any of them opens. */
export function App() {
  const actions = useActions();
  const asks = useLab((state) => state.question !== null);
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const dialogs = useMemo<Dialogs>(() => ({ pickFile: () => picker.current?.click(), show: setDialog }), []);
  const close = (): void => setDialog(null);
  return (
    <I18nProvider locale="en-US">
      <DialogsContext value={dialogs}>
        <input
          ref={picker}
          type="file"
          accept="image/*,video/*,.avif,.heic,.json,.zip,.npy,.npz,.latent,.safetensors,.pt"
          multiple
          hidden
          aria-label="Picture file"
          onChange={({ target }) => {
            if (target.files?.length) actions.showFiles([...target.files]);
            // The same file can be opened twice in a row.
            target.value = '';
          }}
        />
        <Frame />
        <Toasts />
        <DropTarget />
        <ResultsLive />
        <ReadingLive />
        {asks ? (
          <LateOver name="The dialog" onClose={() => actions.answer(false)}>
            <QuestionDialog />
          </LateOver>
        ) : null}
        <OpenDialog name={dialog} onClose={close} />
      </DialogsContext>
    </I18nProvider>
  );
}

function Frame() {
  useKeys();
  const { selectStage, setTour } = useActions();
  const stage = useLab((state) => state.viewer.stage);
  const side = useLab((state) => isOpen('side', state.drawers));
  const sheet = useLab((state) => isOpen('sheet', state.drawers));
  const batch = useLab((state) => state.batch);
  const live = useLab((state) => state.live !== null);
  const tour = useLab((state) => state.tour !== null);
  const hasResult = useLab((state) => state.result !== null);
  // Nothing comes before the first result; the next stage asks again for what did not come.
  useEffect(() => {
    if (hasResult) explainWords();
  }, [hasResult, stage]);
  return (
    <Tabs className="app" selectedKey={stage} onSelectionChange={(key) => selectStage(key as StageId)}>
      <TopBar />
      <SignalPath />
      <div className="banners">
        <Greeting />
        <Banner />
        {live ? (
          <PanelBoundary name="The strip of the camera or video">
            <Late>
              <LiveBar />
            </Late>
          </PanelBoundary>
        ) : null}
        {batch === 'behind' ? (
          <PanelBoundary name="The strip of the batch">
            <Late>
              <BatchBar />
            </Late>
          </PanelBoundary>
        ) : null}
      </div>
      <main
        className="work"
        data-side={side ? 'open' : 'closed'}
        data-sheet={sheet ? 'open' : 'closed'}
        data-batch={batch}
        data-tour={tour || undefined}
      >
        {batch === 'open' ? (
          <PanelBoundary name="The batch">
            <Late waiting={<p className="late">Loading…</p>}>
              <BatchSheet />
            </Late>
          </PanelBoundary>
        ) : isNetwork(stage) ? (
          <PanelBoundary name="The drawing of the network">
            <Late waiting={<p className="late">Loading…</p>}>
              <AdditionsContext value={ADDITIONS}>
                <NetworkView part={stage} viewer={<Viewer Empty={Empty} />} />
              </AdditionsContext>
            </Late>
          </PanelBoundary>
        ) : (
          <PanelBoundary name="The viewer">
            <AdditionsContext value={ADDITIONS}>
              <Viewer Empty={Empty} />
            </AdditionsContext>
          </PanelBoundary>
        )}
        {tour ? (
          <LateOver name="The tour" onClose={() => setTour(null)}>
            <TourCard />
          </LateOver>
        ) : null}
        {/* Keyed, since a tab panel keeps its first id; the viewer is outside, so that it lives on. */}
        <TabPanel key={stage} id={stage} className="inspector">
          <PanelBoundary name="The inspector">
            <Inspector />
          </PanelBoundary>
        </TabPanel>
      </main>
      <StatusLine />
    </Tabs>
  );
}
