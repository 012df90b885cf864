import { Component, lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { loadPart } from '../../state/parts';

/** What a part throws whose code did not come. */
class PartMissing extends Error {
  /** The next one to draw the part asks for its code again; React itself would remember the failure. */
  readonly forget: () => void;

  constructor(message: string, forget: () => void) {
    super(message);
    this.forget = forget;
  }
}

/** A component whose code is loaded when it is first drawn, inside a Late. */
export function latePart<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  const make = () =>
    lazy(() =>
      loadPart(load).catch((thrown: unknown) => {
        throw new PartMissing(toErrorInfo(thrown).message, () => {
          Part = make();
        });
      }),
    );
  let Part = make();
  return function LatePart(props: P) {
    return <Part {...props} />;
  };
}

interface LateProps {
  /** Shown while the code of the children loads. */
  readonly waiting?: ReactNode;
  /** Says elsewhere what is missing; nothing is shown here then. */
  readonly onFail?: (message: string) => void;
  readonly children: ReactNode;
}

/**
 * Around parts whose code is loaded when they are first needed. Where it cannot be had (offline, or the page was
 * updated on its host), that part says so and can be tried again, and the rest of the page goes on.
 */
export class Late extends Component<LateProps, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(error: unknown): void {
    if (error instanceof PartMissing) error.forget();
    this.props.onFail?.(wordsFor(error));
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return <Suspense fallback={this.props.waiting ?? null}>{this.props.children}</Suspense>;
    if (this.props.onFail) return null;
    return (
      <p className="hint late" role="alert">
        <span>{`${wordsFor(error)} `}</span>
        <Button className="button small solid" onPress={() => this.setState({ error: null })}>
          Try again
        </Button>
      </p>
    );
  }
}

function wordsFor(error: unknown): string {
  return error instanceof PartMissing
    ? error.message
    : 'This part of the page stopped on an error. The picture and your edits are still here.';
}
