import { Late, latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import type { OverlayProps } from '../../ui/viewer/additions';

const ProbeLayer = latePart(() => import('./layer'));

/** Outlines of the probe and of what is pasted, on a picture of the latent's stage; their code comes with the drawers. */
export function ProbeMark(props: OverlayProps) {
  const wanted = useLab(
    ({ viewer, picture, drawers }) =>
      picture !== null && viewer.stage === 'latent' && ((drawers.probe ?? false) || (drawers.paste ?? false)),
  );
  return wanted ? (
    <Late>
      <ProbeLayer {...props} />
    </Late>
  ) : null;
}
