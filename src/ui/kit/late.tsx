import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { toErrorInfo } from '../../core/errors';
import { loadPart } from '../../state/parts';

/** What a part throws whose code did not come. */
export class PartMissing extends Error {
  /** The next one to draw the part asks for its code again; React itself would remember the failure. */
  readonly forget: () => void;

  constructor(message: string, forget: () => void) {
    super(message);
    this.forget = forget;
  }
}

/** A component whose code is loaded when it is first drawn, inside a Late, or by `preload`: then it is drawn at once. */
export function latePart<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): ComponentType<P> & { readonly preload: () => Promise<unknown> } {
  let ready: ComponentType<P> | undefined;
  const get = async () => {
    const part = await loadPart(load);
    ready = part.default;
    return part;
  };
  const make = () =>
    lazy(() =>
      get().catch((thrown: unknown) => {
        throw new PartMissing(toErrorInfo(thrown).message, () => {
          Part = make();
        });
      }),
    );
  let Part: ComponentType<P> = make();
  function LatePart(props: P) {
    // It stays the same while it is drawn: another component in its place would lose its state.
    const [Drawn] = useState<ComponentType<P>>(() => ready ?? Part);
    return <Drawn {...props} />;
  }
  return Object.assign(LatePart, { preload: get });
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
 * updated on its host), that part says so and can be tried again, and the rest of the page goes on. What a part throws
 * that did load is for the boundary around (boundary.tsx).
 */
export class Late extends Component<LateProps, { thrown: { error: unknown } | null }> {
  override state: { thrown: { error: unknown } | null } = { thrown: null };

  static getDerivedStateFromError(error: unknown): { thrown: { error: unknown } } {
    return { thrown: { error } };
  }

  override componentDidCatch(error: unknown): void {
    if (!(error instanceof PartMissing)) return;
    error.forget();
    this.props.onFail?.(error.message);
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (!thrown) return <Suspense fallback={this.props.waiting ?? null}>{this.props.children}</Suspense>;
    if (!(thrown.error instanceof PartMissing)) throw thrown.error;
    if (this.props.onFail) return null;
    return (
      <p className="hint late" role="alert">
        <span>{`${thrown.error.message} `}</span>
        <Button className="button small solid" onPress={() => this.setState({ thrown: null })}>
          Try again
        </Button>
      </p>
    );
  }
}
