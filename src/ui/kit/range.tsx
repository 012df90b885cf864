import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';

interface RangeProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value that changes nothing; the accent begins there. */
  readonly neutral: number;
  readonly format: (value: number) => string;
  readonly onChange: (value: number) => void;
  readonly isDisabled?: boolean;
  /** Label and value are named, but only the track is drawn (for cells of a matrix). */
  readonly bare?: boolean;
}

/** A slider with its name and value, and an accent from the neutral point to the value. */
export function Range(props: RangeProps) {
  const { label, value, min, max, step, neutral, format, onChange, isDisabled = false, bare = false } = props;
  const share = (at: number): number => Math.min(1, Math.max(0, (at - min) / (max - min)));
  const from = share(Math.min(value, neutral));
  const width = Math.abs(share(value) - share(neutral));
  return (
    <Slider
      className={bare ? 'slider bare' : 'slider'}
      {...(bare ? { 'aria-label': label } : {})}
      value={Math.min(max, Math.max(min, value))}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={isDisabled}
      onChange={onChange}
    >
      {bare ? null : <Label className="name">{label}</Label>}
      <SliderTrack className="track">
        <span className="fill" style={{ left: `${from * 100}%`, width: `${width * 100}%` }} />
        {neutral > min && neutral < max ? (
          <span className="neutral" style={{ left: `${share(neutral) * 100}%` }} />
        ) : null}
        <SliderThumb className="thumb" />
      </SliderTrack>
      {bare ? null : (
        <SliderOutput className="value" translate="no">
          {() => format(value)}
        </SliderOutput>
      )}
    </Slider>
  );
}
