/** Height of the ribbon in units of its drawing, and the values per pixel that fill 86 % of it. */
const HEIGHT = 88;
const FULL = 3.94;

interface RibbonProps {
  /** Values per pixel of the picture at the left and at the right end. */
  readonly from: number;
  readonly to: number;
  /** A pulse runs through it while this operator works. */
  readonly active: boolean;
}

/** The band between two stages; its thickness is the number of values per input pixel. */
export function Ribbon({ from, to, active }: RibbonProps) {
  const unit = ((HEIGHT / FULL) * 0.86) / 2;
  const middle = HEIGHT / 2;
  const curve = (share: number): string => {
    const [left, right] = [middle + from * unit * share, middle + to * unit * share];
    return `C46 ${left} 54 ${right} 100 ${right}`;
  };
  const start = (share: number): string => `M0 ${middle + from * unit * share}`;
  const back = `L100 ${middle + to * unit}C54 ${middle + to * unit} 46 ${middle + from * unit} 0 ${middle + from * unit}Z`;
  return (
    <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      <path className="ribbon-fill" d={start(-1) + curve(-1) + back} />
      {[-1, -1 / 3, 1 / 3, 1].map((share) => (
        <path
          key={share}
          className="ribbon-line"
          d={start(share) + curve(share)}
          opacity={Math.abs(share) === 1 ? 1 : 0.45}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {active ? (
        <path className="pulse" d={start(0) + curve(0)} pathLength={100} vectorEffect="non-scaling-stroke" />
      ) : null}
    </svg>
  );
}
