import { sizeText, type DecoderFile, type EncoderFile, type ModelEntry } from './manifest';

interface Networks {
  readonly encoder?: Pick<EncoderFile, 'inputKind' | 'output' | 'fixedSize'>;
  readonly decoder?: Pick<DecoderFile, 'output' | 'fixedSize'>;
}

/** What the page says of a model whose manifest has no words about it. */
export function summaryOf({ encoder, decoder }: Networks, [low]: ModelEntry['range']): string {
  const reads = encoder && `reads ${encoder.inputKind === 'image' ? 'the picture' : 'bands'}`;
  const gives = decoder && `gives ${decoder.output === 'image' ? 'pixels' : 'coefficients'}`;
  const alone = reads && gives ? '' : reads ? 'an encoder alone: ' : 'a decoder alone: ';
  const pixels = encoder?.inputKind === 'image' || decoder?.output === 'image';
  const range = pixels ? `, values ${low === 0 ? '0 to 1' : '−1 to 1'}` : '';
  const lacks = encoder?.output === 'latent' ? ', without a log-variance' : '';
  const sizes = new Set([encoder, decoder].flatMap((part) => (part?.fixedSize ? [sizeText(part.fixedSize)] : [])));
  const fixed = sizes.size > 0 ? `, ${[...sizes].join(' and ')} px only` : '';
  const text = `${alone}${[reads, gives].filter(Boolean).join(', ')}${range}${lacks}${fixed}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
