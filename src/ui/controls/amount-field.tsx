import { Input, Label, NumberField } from 'react-aria-components';

interface AmountFieldProps {
  readonly label: string;
  /** Named, but not written. */
  readonly hideLabel?: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

const DIGITS = 4;

/** A number that is typed, with up to four decimals; it counts when the field is left or Enter is pressed. */
export function AmountField({ label, hideLabel = false, value, min, max, onChange }: AmountFieldProps) {
  return (
    <NumberField
      className="number-field"
      {...(hideLabel ? { 'aria-label': label } : {})}
      value={value}
      minValue={min}
      maxValue={max}
      formatOptions={{ useGrouping: false, maximumFractionDigits: DIGITS }}
      isWheelDisabled
      onChange={(next) => {
        // Leaving the field rounds what it shows, which is no change.
        if (Number.isFinite(next) && Math.abs(next - value) >= 0.5 * 10 ** -DIGITS) onChange(next);
      }}
    >
      {hideLabel ? null : <Label>{label}</Label>}
      <Input className="field" />
    </NumberField>
  );
}
