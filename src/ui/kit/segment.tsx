import type { LucideIcon } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

export interface SegmentOption<T extends string> {
  readonly id: T;
  readonly text: string;
  readonly icon?: LucideIcon;
}

interface SegmentProps<T extends string> {
  readonly label: string;
  readonly options: readonly SegmentOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly className?: string;
}

/** One of a few, all visible. Over four entries use Pick. */
export function Segment<T extends string>({ label, options, value, onChange, className }: SegmentProps<T>) {
  return (
    <ToggleButtonGroup
      className={`segment ${className ?? ''}`}
      aria-label={label}
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (key !== undefined) onChange(key as T);
      }}
    >
      {options.map(({ id, text, icon: Icon }) => (
        <ToggleButton key={id} id={id}>
          {Icon ? <Icon className="icon" aria-hidden /> : null}
          <span>{text}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
