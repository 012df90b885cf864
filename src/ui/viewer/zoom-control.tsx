import { Button } from 'react-aria-components';
import { Tip } from '../controls/tip';
import { number } from '../format';
import { useActions, useLab, useLabObject } from '../lab-context';

export const ZOOM_STEP = 1.5;

/** Zoom of the shown picture, as a factor of fitting it; the crosshair or the middle stays where it is. */
export function ZoomControl() {
  const { store } = useLabObject();
  const actions = useActions();
  const zoom = useLab((state) => state.viewer.cameras[1].zoom);
  const by = (factor: number): void => {
    const [, camera] = store.getState().viewer.cameras;
    actions.setCamera(1, { ...camera, zoom: camera.zoom * factor });
  };
  return (
    <div className="zoom" role="group" aria-label="Zoom">
      <Tip text="Zoom out" keys="−">
        <Button aria-label="Zoom out" onPress={() => by(1 / ZOOM_STEP)}>−</Button>
      </Tip>
      <Tip text="Fit" keys="0">
        <Button aria-label={`Fit the picture; now ${number(zoom, 1)} times that`} onPress={actions.fit}>
          {zoom === 1 ? 'Fit' : `${number(zoom, zoom < 10 ? 1 : 0)}×`}
        </Button>
      </Tip>
      <Tip text="Zoom in" keys="+">
        <Button aria-label="Zoom in" onPress={() => by(ZOOM_STEP)}>+</Button>
      </Tip>
    </div>
  );
}
