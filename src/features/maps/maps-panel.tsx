import { Button } from 'react-aria-components';
import { clipRect } from '../../core/math/clip-rect';
import type { RegionMeasures } from '../../core/protocol';
import type { Rect } from '../../core/view/view';
import { Segment } from '../../ui/kit/segment';
import { WholeField } from '../../ui/kit/whole-field';
import { decibels, number, scientific, size } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Missing } from '../../ui/kit/missing';
import { useActions, useLab } from '../../ui/lab-context';
import { useStLpips } from '../perceptual/st-lpips';
import { useRegionNumbers } from './use-region-numbers';
import './region.css';
import { P } from '../../ui/kit/words';

const MAPS = [
  { id: 'error', text: 'Error' },
  { id: 'ssim', text: 'SSIM loss' },
  { id: 'flip', text: 'FLIP' },
  { id: 'st-lpips', text: 'ST-LPIPS' },
] as const;
type MapId = (typeof MAPS)[number]['id'];

const HINTS: Readonly<Record<MapId, string>> = {
  error: 'The difference of each pixel, as it is.',
  ssim: '1 − SSIM of the 11 × 11 window around each pixel: where structure was lost.',
  flip: 'How visible the error is when the two pictures are shown in turn, 0 to 1, on a screen with 67 pixels in a degree of view.',
  'st-lpips':
    'How unlike the features of a network are around each pixel: larger is worse. Its mean is ST-LPIPS, which is no LPIPS: its values are its own. The network (5 MB) is loaded once.',
};

/** Which map is shown, where the region lies, and the numbers of both. */
export default function MapsPanel() {
  const { setView, setRegion, toggleMarking } = useActions();
  const { b, layout } = useLab((state) => state.viewer.views[state.viewer.stage]);
  const marking = useLab((state) => state.viewer.marking);
  const info = useLab((state) => state.picture?.info ?? null);
  const region = useLab(({ viewer, picture }) =>
    viewer.region && picture ? clipRect(viewer.region, picture.info) : null,
  );
  const { numbers, trouble, isEarlier } = useRegionNumbers(region);
  const shown = MAPS.find(({ id }) => id === b)?.id ?? null;
  return (
    <div className="maps">
      <div className="row">
        <Segment
          label="Map"
          options={MAPS}
          value={shown ?? ('' as MapId)}
          onChange={(map) => setView({ b: map, ...(layout === 'slider' && shown === null ? { layout: 'one' } : {}) })}
        />
      </div>
      <P className="hint">
        <span>{`${shown ? HINTS[shown] : 'Choose a map to see it in the viewer.'} `}</span>
        <MapLink map={shown} />
      </P>
      <div className="row between">
        <Button className="button small solid" isDisabled={!info} onPress={toggleMarking}>
          <span>{marking ? 'Done marking' : region ? 'Change the region' : 'Mark a region'}</span>
        </Button>
        <Button className="button small" isDisabled={!region} onPress={() => setRegion(null)}>
          Clear
        </Button>
      </div>
      {region && info ? <RegionFields region={region} picture={info} onChange={setRegion} /> : null}
      {numbers ? (
        <Numbers region={region && numbers.region} whole={numbers.whole} job={numbers.job} isEarlier={isEarlier} />
      ) : trouble ? (
        <P className="hint">{trouble}</P>
      ) : (
        <Missing />
      )}
    </div>
  );
}

function MapLink({ map }: { map: MapId | null }) {
  if (map === 'ssim') {
    return (
      <a href="https://doi.org/10.1109/TIP.2003.819861" target="_blank" rel="noreferrer">
        Wang et al. 2004
      </a>
    );
  }
  if (map === 'flip') {
    return (
      <a href="https://research.nvidia.com/publication/2020-07_FLIP" target="_blank" rel="noreferrer">
        Andersson et al. 2020
      </a>
    );
  }
  if (map === 'st-lpips') {
    return (
      <a href="https://arxiv.org/abs/2207.13686" target="_blank" rel="noreferrer">
        Ghildyal and Liu 2022
      </a>
    );
  }
  return null;
}

interface RegionFieldsProps {
  readonly region: Rect;
  readonly picture: { readonly width: number; readonly height: number };
  readonly onChange: (region: Rect) => void;
}

function RegionFields({ region, picture, onChange }: RegionFieldsProps) {
  const { x, y, width, height } = region;
  return (
    <div className="region-fields" role="group" aria-label="Region in pixels">
      <WholeField
        label="x"
        value={x}
        min={0}
        max={picture.width - width}
        onChange={(next) => onChange({ ...region, x: next })}
      />
      <WholeField
        label="y"
        value={y}
        min={0}
        max={picture.height - height}
        onChange={(next) => onChange({ ...region, y: next })}
      />
      <WholeField
        label="Width"
        value={width}
        min={1}
        max={picture.width - x}
        onChange={(next) => onChange({ ...region, width: next })}
      />
      <WholeField
        label="Height"
        value={height}
        min={1}
        max={picture.height - y}
        onChange={(next) => onChange({ ...region, height: next })}
      />
    </div>
  );
}

function Numbers({
  region,
  whole,
  job,
  isEarlier,
}: {
  region: RegionMeasures | null;
  whole: RegionMeasures;
  job: number;
  isEarlier: boolean;
}) {
  const stLpips = useStLpips(job);
  const both = region ? [region, whole] : [whole];
  const row = (head: string, of: (measures: RegionMeasures) => number | string) => ({ head, cells: both.map(of) });
  const rows = [
    row('PSNR, dB', ({ psnr }) => psnr ?? 'identical'),
    row('SSIM', ({ ssim }) => ssim ?? '—'),
    row('Mean FLIP', ({ flip }) => flip),
    ...(typeof stLpips === 'number' ? [{ head: 'ST-LPIPS', cells: region ? ['—', stLpips] : [stLpips] }] : []),
    row('MSE, of 255²', ({ mse }) => mse),
    row('Mean |e|, of 255', ({ meanAbsolute }) => meanAbsolute),
    row('Max |e|, of 255', ({ maxAbsolute }) => maxAbsolute),
    row('Pixels', ({ width, height }) => width * height),
  ];
  const said = region
    ? `Region of ${size(region.width, region.height)}: PSNR ${decibels(region.psnr)}, mean FLIP ${number(region.flip, 3)}.`
    : `Whole picture: mean FLIP ${number(whole.flip, 3)}.`;
  return (
    <>
      <DataTable
        caption={
          isEarlier
            ? 'Numbers of the result before; the present one is being measured'
            : 'Reconstruction against input, 8-bit RGB'
        }
        columns={region ? ['Measure', 'Region', 'Whole'] : ['Measure', 'Whole']}
        rows={rows}
        format={(value) => (Number.isInteger(value) ? number(value) : scientific(value))}
      />
      <P className="hint">SSIM leaves out 5 pixels at each border of the picture.</P>
      <p className="hidden-visually" role="status">
        {said}
      </p>
    </>
  );
}
