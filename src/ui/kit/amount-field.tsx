import { useState, type KeyboardEvent } from 'react';
import { Input, Label, Text, TextField } from 'react-aria-components';
import { fieldText, readNumber, type NumberLimits } from './read-number';

export interface AmountFieldProps extends NumberLimits {
  readonly label: string;
  /** Named, but not written. */
  readonly hideLabel?: boolean;
  /** What cannot be read stays in the field when it is left, for a form that is not sent before it is mended. */
  readonly keepsRefused?: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

const ARROWS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1 };

/**
 * A number that is typed; it counts when the field is left or Enter is pressed. What cannot be read, or is beyond the
 * limits, is refused with a sentence, and the value stays. The browser's own number fields, and those that drop
 * characters as they come, turn "0,5" into 5.
 */
export function AmountField({
  label,
  hideLabel = false,
  keepsRefused = false,
  value,
  min,
  max,
  step,
  onChange,
}: AmountFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [refusal, setRefusal] = useState('');
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setDraft(null);
    setRefusal('');
  }

  const put = (next: number): void => {
    setDraft(null);
    if (next !== value) onChange(next);
  };
  /** @param isLeft a field that is left shows the value that counts. */
  const take = (isLeft: boolean): void => {
    if (draft === null) return;
    const read = draft.trim() ? readNumber(draft, { min, max, step }) : { value };
    if ('value' in read) put(read.value);
    else {
      setRefusal(keepsRefused ? read.refused : `${read.refused} ${fieldText(value).replace('-', '−')} stays.`);
      if (isLeft && !keepsRefused) setDraft(null);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = ARROWS[event.key];
    if (event.key === 'Enter') take(false);
    else if (by) {
      event.preventDefault();
      const read = draft === null ? { value } : readNumber(draft, { min, max });
      if ('value' in read) put(Math.min(max, Math.max(min, read.value + by * (step ?? 1))));
    }
  };

  return (
    <TextField
      className="number-field"
      {...(hideLabel ? { 'aria-label': label } : {})}
      isInvalid={refusal !== '' && draft !== null}
      // The keys of phones for numbers have no minus.
      inputMode={min < 0 ? 'text' : step ? 'numeric' : 'decimal'}
      autoComplete="off"
      spellCheck="false"
      value={draft ?? fieldText(value)}
      onBlur={() => take(true)}
      onKeyDown={onKeyDown}
      onChange={(typed) => {
        setDraft(typed);
        setRefusal('');
      }}
    >
      {hideLabel ? null : <Label>{label}</Label>}
      <Input className="field" />
      {refusal ? (
        <Text slot="errorMessage" className="refusal" role="alert">
          {refusal}
        </Text>
      ) : null}
    </TextField>
  );
}
