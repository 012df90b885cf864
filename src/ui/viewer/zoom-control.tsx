import { Button } from 'react-aria-components';
import { Tip } from '../kit/tip';
import { number } from '../kit/format';
import { useActions, useLab } from '../lab-context';

/** Zoom of the shown picture in percent: 100 is one of its pixels on one of the screen. */
export function ZoomControl() {
  const actions = useActions();
  const fitted = useLab(
    ({
      viewer: {
        viewports: [, { zoom }],
      },
    }) => zoom === 1,
  );
  const percent = useLab(
    ({
      viewer: {
        viewports: [, { zoom }],
        fits: [, fit],
      },
    }) => {
      const exact = 100 * zoom * fit;
      return exact > 0 ? number(exact, exact < 10 ? 1 : 0) : '—';
    },
  );
  const next = fitted ? 'show it at 100 %' : 'fit it';
  return (
    <div className="zoom" role="group" aria-label="Zoom" translate="no">
      <Tip text="Zoom out" keys="−">
        <Button aria-label="Zoom out" onPress={() => actions.stepZoom(-1)}>
          −
        </Button>
      </Tip>
      <Tip text={fitted ? '100 %' : 'Fit'} keys={fitted ? 'Z' : '0'}>
        <Button
          aria-label={`Zoom ${percent} %${fitted ? ', fitted' : ''}; ${next}`}
          onPress={fitted ? actions.oneToOne : actions.fit}
        >
          <span>{`${percent}\u00a0%`}</span>
        </Button>
      </Tip>
      <Tip text="Zoom in" keys="+">
        <Button aria-label="Zoom in" onPress={() => actions.stepZoom(1)}>
          +
        </Button>
      </Tip>
    </div>
  );
}
