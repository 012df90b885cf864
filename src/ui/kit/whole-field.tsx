import { AmountField, type AmountFieldProps } from './amount-field';

/** A whole number that is typed; with `step`, one of its multiples. */
export function WholeField({ step = 1, ...rest }: AmountFieldProps) {
  return <AmountField step={step} {...rest} />;
}
