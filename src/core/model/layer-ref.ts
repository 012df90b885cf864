/** Which layer of a model: the part that it belongs to, and the name of its value in the graph of that part. */
export interface LayerRef {
  readonly part: 'encoder' | 'decoder';
  readonly tensor: string;
}
