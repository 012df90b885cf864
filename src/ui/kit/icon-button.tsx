import type { LucideIcon } from 'lucide-react';
import { Button } from 'react-aria-components';
import { Tip } from './tip';

interface IconButtonProps {
  readonly icon: LucideIcon;
  /** The name for assistive technology and the tooltip. */
  readonly label: string;
  readonly keys?: string;
  readonly className?: string;
  readonly isDisabled?: boolean;
  readonly isPressed?: boolean;
  readonly onPress?: () => void;
}

export function IconButton({ icon: Icon, label, keys, className, isPressed, ...rest }: IconButtonProps) {
  return (
    <Tip text={label} {...(keys ? { keys } : {})}>
      <Button
        {...rest}
        className={`button only-icon ${className ?? ''}`}
        aria-label={label}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      >
        <Icon className="icon" aria-hidden />
      </Button>
    </Tip>
  );
}
