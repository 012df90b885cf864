import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';

interface CheckBoxProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}

export function CheckBox({ isSelected, onChange, children }: CheckBoxProps) {
  return (
    <Checkbox className="check" isSelected={isSelected} onChange={onChange}>
      <span className="box">{isSelected ? <Check size={12} strokeWidth={2.5} aria-hidden /> : null}</span>
      <span>{children}</span>
    </Checkbox>
  );
}
