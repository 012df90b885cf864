/** Every way in which the lab can refuse or fail, as the page and scripts see it (docs/scripting.md lists them). */
export const ERROR_CODES = [
  'empty-file',
  'not-an-image',
  'unsupported-format',
  'broken-image',
  'too-large',
  'fetch-failed',
  'http-error',
  'cors',
  'model-missing',
  'model-corrupt',
  'model-unsupported',
  'storage-full',
  'out-of-memory',
  'device-lost',
  'bad-output',
  'no-backend',
  'aborted',
  'no-picture',
  'bad-setting',
  'insecure-origin',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Plain form of an error: it survives structured clone, which drops custom fields of Error objects. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  /** One or two sentences: what happened, then what to do. */
  readonly message: string;
}

/** An error with a code of ERROR_CODES and a sentence that says what to do next. */
export class LabError extends Error implements ErrorInfo {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
    this.code = code;
  }
}

/** What a call ends with when Stop or a newer call took its place. */
export function aborted(): LabError {
  return new LabError('aborted', 'Stopped, or a newer change took over.');
}

function isErrorInfo(value: unknown): value is ErrorInfo {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message } = value as Record<string, unknown>;
  return typeof message === 'string' && (ERROR_CODES as readonly unknown[]).includes(code);
}

/** Reduces anything thrown to { code, message }; what carries no code becomes 'internal'. */
export function toErrorInfo(thrown: unknown): ErrorInfo {
  if (isErrorInfo(thrown)) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'aborted', message: 'Stopped.' };
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: `Something went wrong that the lab did not expect: ${detail}` };
}
