import type { BrowserContext } from '@playwright/test';

/**
 * Watches everything that a context does on the network and in its console, workers included. The test fails at
 * its end when a request left the origin, an exception was not caught, or the content security policy was violated.
 */
export class Watch {
  readonly requests: string[] = [];
  readonly #origin: string;
  readonly #allowedOrigins = new Set<string>();
  readonly #problems: string[] = [];
  #violationsAllowed = false;

  constructor(context: BrowserContext, origin: string) {
    this.#origin = origin;
    context.on('request', (request) => this.requests.push(request.url()));
    context.on('weberror', (error) => this.#problems.push(`not caught: ${error.error().message}`));
    context.on('console', (message) => {
      if (!/Content.Security.Policy/i.test(message.text()) || this.#violationsAllowed) return;
      this.#problems.push(`policy violation: ${message.text()}`);
    });
  }

  /** Allows requests to another host, in tests in which a person agrees to them. */
  allowOrigin(origin: string): void {
    this.#allowedOrigins.add(origin);
  }

  /** Allows violations, in tests that try forbidden things on purpose. */
  allowViolations(): void {
    this.#violationsAllowed = true;
  }

  /** Requests to other hosts, whether or not they were answered. */
  foreignRequests(): string[] {
    return this.requests.filter((address) => {
      const { protocol, origin } = new URL(address);
      return protocol.startsWith('http') && origin !== this.#origin && !this.#allowedOrigins.has(origin);
    });
  }

  /** One line for each thing that must not happen. */
  problems(): string[] {
    return [...this.foreignRequests().map((address) => `request left the origin: ${address}`), ...this.#problems];
  }
}
