/** A generated file; its name says what is odd about it. */
export interface OddFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}
