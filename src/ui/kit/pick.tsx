import { ChevronDown } from 'lucide-react';
import { useRef } from 'react';
import { latePart } from './late';
import { Opener, type Opened } from './opener';
import { meant, typed, type Typed } from './typed';

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

interface ListProps {
  readonly opened: Opened;
  readonly options: readonly PickOption<string>[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const List = latePart<ListProps>(async () => ({ default: (await import('./popovers')).PickList }));

/** One of many, behind a button that shows what is chosen. Left, right and typing choose without opening it. */
export function Pick<T extends string>(props: PickProps<T>) {
  const { label, options, value, onChange, hideLabel, shortLabel, className } = props;
  const at = options.findIndex(({ id }) => id === value);
  const text = options[at]?.text ?? '';
  const search = useRef<Typed>({ text: '', at: -Infinity });
  const beside = (key: string): PickOption<T> | undefined => {
    if (key === 'ArrowLeft') return options[Math.max(at - 1, 0)];
    if (key === 'ArrowRight') return options[at + 1];
    const next = typed(search.current, key, performance.now());
    if (!next) return undefined;
    search.current = next;
    return meant(options, at, next.text);
  };
  return (
    <div className={`pick ${className ?? ''}`}>
      <Opener
        kind="listbox"
        label={`${text} ${label}`}
        preload={List.preload}
        onKey={({ key, ctrlKey, metaKey, altKey }) => {
          const next = ctrlKey || metaKey || altKey ? undefined : beside(key);
          if (next) onChange(next.id);
          return next !== undefined;
        }}
        body={(opened) => <List {...{ opened, options, value }} onChange={(id) => onChange(id as T)} />}
      >
        {hideLabel ? null : <span className="key">{shortLabel ?? label}</span>}
        <span className="value">{text}</span>
        <ChevronDown className="icon small" aria-hidden />
      </Opener>
    </div>
  );
}
