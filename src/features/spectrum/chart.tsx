import { logAxis, logShareAxis } from '../../ui/kit/axes';
import { CurveKey, linePath, Plot } from '../../ui/kit/plot';
import { sentenceOf, type Line } from './lines';

const MARGIN = { left: 54, right: 10, top: 22 };
const MOST_DECADES = 7;

/** Power against spatial frequency, both on log axes, one curve a line. */
export function SpectrumChart({ lines }: { lines: readonly Line[] }) {
  const powers = lines.flatMap(({ spectrum }) => spectrum.power.filter((power) => power > 0));
  const count = Math.max(...lines.map(({ spectrum }) => spectrum.power.length));
  const frequency = (index: number): number => (index + 1) / (count + 1);
  return (
    <Plot
      className="spectrum-chart"
      height={196}
      margin={MARGIN}
      sentence={sentenceOf(lines)}
      x={{
        name: 'Spatial frequency, Nyquist = 1, log scale',
        between: (from, to) => logAxis(frequency(0), 1, from, to),
        text: String,
      }}
      y={{
        name: 'Power, white noise = 1, log scale',
        between: (floor, top) => logShareAxis(Math.max(...powers), 1 / Math.min(...powers), floor, top, MOST_DECADES),
        text: String,
      }}
      legend={lines.map(({ id, name }) => (
        <span key={id} data-line={id}>
          <CurveKey />
          <span>{name}</span>
        </span>
      ))}
    >
      {({ x, y }) =>
        lines.map(({ id, spectrum }) => (
          <g key={id} data-line={id}>
            <path
              className="curve"
              d={linePath(spectrum.power.map((power, index) => ({ left: x(frequency(index)), top: y(power) })))}
            />
          </g>
        ))
      }
    </Plot>
  );
}
