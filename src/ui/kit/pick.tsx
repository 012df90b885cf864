import { ChevronDown } from 'lucide-react';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';

export interface PickOption<T extends string> {
  readonly id: T;
  readonly text: string;
}

interface PickProps<T extends string> {
  /** Name of what is chosen, shown dim before the value unless `hideLabel`. */
  readonly label: string;
  readonly options: readonly PickOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly hideLabel?: boolean;
  readonly shortLabel?: string;
  readonly className?: string;
}

/** One of many, behind a button that shows what is chosen. */
export function Pick<T extends string>(props: PickProps<T>) {
  const { label, options, value, onChange, hideLabel, shortLabel, className } = props;
  return (
    <Select
      className={`pick ${className ?? ''}`}
      aria-label={label}
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(key as T);
      }}
    >
      <Button>
        {hideLabel ? null : <span className="key">{shortLabel ?? label}</span>}
        <SelectValue className="value">{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown className="icon small" aria-hidden />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="options">
          {options.map(({ id, text }) => (
            <ListBoxItem key={id} id={id} className="option" textValue={text}>
              <span>{text}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
