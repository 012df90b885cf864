import { Input, Label, NumberField } from 'react-aria-components';

interface WholeFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** A whole number that is typed; it counts when the field is left or Enter is pressed. */
export function WholeField({ label, value, min, max, onChange }: WholeFieldProps) {
  return (
    <NumberField
      className="number-field"
      value={value}
      minValue={min}
      maxValue={max}
      step={1}
      formatOptions={{ useGrouping: false, maximumFractionDigits: 0 }}
      isWheelDisabled
      onChange={(next) => {
        if (Number.isFinite(next) && next !== value) onChange(next);
      }}
    >
      <Label>{label}</Label>
      <Input className="field" />
    </NumberField>
  );
}
