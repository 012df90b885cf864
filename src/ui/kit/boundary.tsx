import { Component, type ReactElement, type ReactNode } from 'react';

interface BoundaryProps {
  /** Said where the children stood: what happened is added in brackets. */
  readonly words: () => string;
  /** What else can be pressed beside "Try again". */
  readonly actions?: ReactElement;
  /** Says it elsewhere; nothing is shown here then. */
  readonly onStop?: ((message: string) => void) | undefined;
  readonly children: ReactNode;
}

/**
 * Around a part of the page. An error in it takes that part alone off the page; what the lab holds (picture, result, edits) is
 * outside of React and stays, so that "Try again" draws the part from it as it is.
 */
class Boundary extends Component<BoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error('unknown') };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onStop?.(this.#text(error));
  }

  #text(error: unknown): string {
    return `${this.props.words()} (${error instanceof Error ? error.message : String(error)})`;
  }

  override render(): ReactNode {
    const { actions, onStop, children } = this.props;
    const { error } = this.state;
    if (error === null) return children;
    if (onStop) return null;
    return (
      <div className="stopped" role="alert">
        <p>{this.#text(error)}</p>
        <div className="row">
          {/* Plain buttons: what failed may be what the others are made of. */}
          <button type="button" className="button small solid" onClick={() => this.setState({ error: null })}>
            Try again
          </button>
          {actions}
        </div>
      </div>
    );
  }
}

/** Around the whole page. `kept` says what a reload brings back. */
export function RootBoundary({ kept, children }: { kept: () => string; children: ReactNode }) {
  const reload = (
    <button type="button" className="button small solid" onClick={() => location.reload()}>
      Reload
    </button>
  );
  return (
    <Boundary words={() => `The page stopped on an error. ${kept()}`} actions={reload}>
      {children}
    </Boundary>
  );
}

/** Around one panel. `name` is how the page calls it. */
export function PanelBoundary({
  name,
  onStop,
  children,
}: Pick<BoundaryProps, 'onStop' | 'children'> & { name: string }) {
  return (
    <Boundary words={() => `${name} stopped on an error. The picture and your edits are still here.`} onStop={onStop}>
      {children}
    </Boundary>
  );
}
