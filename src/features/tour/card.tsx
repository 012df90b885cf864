import { ArrowLeft, ArrowRight, X } from 'lucide-react';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { TOUR_STEPS } from '../../state/tour';
import { goToDrawer } from '../../ui/kit/go-to-drawer';
import { useLab, useLabObject } from '../../ui/lab-context';
import { P, Words, WordsPanel } from '../../ui/kit/words';
import { drawerName } from './places';
import { tourNumbers } from './numbers';
import type { Place, Step } from './step';
import { PAPER } from './steps';
import { followTour, stepOf } from './tour';
import { useAddress, useFocus, useInView } from './use-page';
import './tour.css';

/** The guided tour: a card beside the page, which covers nothing and blocks nothing. */
export default function TourCard() {
  const lab = useLabObject();
  useEffect(() => followTour(lab), [lab]);
  const step = useLab((state) => state.tour?.step ?? null);
  return step === null ? null : <Card step={step} />;
}

function Card({ step }: { readonly step: number }) {
  const {
    actions: { setTour },
  } = useLabObject();
  const name = useId();
  const shown = stepOf({ step });
  const title = useFocus();
  useAddress(step);
  useInView(shown.drawer);
  const go = (to: number): void => {
    if (to >= 1 && to <= TOUR_STEPS) setTour(to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // What hangs on a term is elsewhere in the page.
    if (!event.currentTarget.contains(event.target as Node)) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') setTour(null);
    else if (by && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) go(step + by);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="tour" aria-labelledby={name} onKeyDown={onKeyDown}>
      <div className="tour-head">
        <h2 id={name} ref={title} tabIndex={-1}>
          {shown.title}
        </h2>
        <span className="mono dim">{`${step} / ${TOUR_STEPS}`}</span>
        <Button className="button only-icon" aria-label="Leave the tour" onPress={() => setTour(null)}>
          <X className="icon" aria-hidden />
        </Button>
      </div>
      <div key={step} className="tour-body" role="group" aria-label="What this step says" tabIndex={0}>
        <WordsPanel>
          <Said step={shown} />
        </WordsPanel>
      </div>
      <div className="tour-foot">
        <Button className="button small solid" isDisabled={step === 1} onPress={() => go(step - 1)}>
          <ArrowLeft className="icon small" aria-hidden />
          Back
        </Button>
        <span className="grow" />
        <Button className="button small primary" onPress={() => (step < TOUR_STEPS ? go(step + 1) : setTour(null))}>
          <span>{step < TOUR_STEPS ? 'Next' : 'Done'}</span>
          <ArrowRight className="icon small" aria-hidden />
        </Button>
      </div>
      <p className="hidden-visually" role="status">
        <Spoken key={step} step={step} />
      </p>
    </section>
  );
}

/** What a screen reader says of a new step: its numbers are those of that moment, so that a run does not say it again. */
function Spoken({ step }: { readonly step: number }) {
  const { store } = useLabObject();
  const [text] = useState(() => {
    const { title, say } = stepOf({ step });
    return `Step ${step} of ${TOUR_STEPS}. ${title}. ${say(tourNumbers(store.getState()))}`;
  });
  return <span>{text}</span>;
}

function Said({ step }: { readonly step: Step }) {
  const { actions } = useLabObject();
  const text = useLab((state) => step.say(tourNumbers(state)));
  const { tryThis, act, more, section, questions } = step;
  /** The tour ends first: it would bring back what was there before. */
  const leaveFor = ({ stage, drawer }: Place): void => {
    actions.setTour(null);
    goToDrawer(actions, stage, drawer);
  };
  return (
    <>
      <P>{text}</P>
      <p>
        <b>Try:</b> <Words>{tryThis}</Words>
      </p>
      <div className="tour-acts">
        {act ? (
          <Button className="button small solid" onPress={() => act.run(actions)}>
            <span>{act.text}</span>
          </Button>
        ) : null}
        {/* Shown where the inspector does not stand beside the viewer. */}
        <Button className="button small solid to-drawer" onPress={() => goToDrawer(actions, step.stage, step.drawer)}>
          <span>{drawerName(step)}</span>
        </Button>
        {questions?.map((question) => (
          <Button key={question.text} className="button small solid" onPress={() => leaveFor(question)}>
            <span>{question.text}</span>
          </Button>
        ))}
      </div>
      <Disclosure className="tour-more">
        <Heading level={3}>
          <Button slot="trigger" className="button small">
            More
          </Button>
        </Heading>
        <DisclosurePanel>
          {more.map((each) => (
            <P key={each}>{each}</P>
          ))}
          <p>
            <a href={PAPER} target="_blank" rel="noreferrer">
              {`The paper: LiteVAE, ${section}`}
            </a>
          </p>
        </DisclosurePanel>
      </Disclosure>
    </>
  );
}
