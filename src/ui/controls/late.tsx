import { Component, Suspense, type ReactNode } from 'react';

interface LateProps {
  /** Shown while the code of the children loads. */
  readonly waiting?: ReactNode;
  readonly children: ReactNode;
}

/**
 * Around parts whose code is loaded when they are first needed. Where it cannot be had (offline, or the page was
 * updated on its host), that part says so, and the rest of the page goes on.
 */
export class Late extends Component<LateProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (this.state.failed) {
      return <p className="hint late" role="alert">This part of the page could not be loaded. Reload the page to get it.</p>;
    }
    return <Suspense fallback={this.props.waiting ?? null}>{this.props.children}</Suspense>;
  }
}
