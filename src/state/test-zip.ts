import { deflateRawSync } from 'node:zlib';

interface Part {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
}

/** An archive as others write it: local headers, then the directory and its end. */
export function zip(parts: readonly Part[], comment = ''): Uint8Array<ArrayBuffer> {
  const [bodies, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, text, method = 8, flags = 0 } of parts) {
    const [title, content] = [Buffer.from(name), method === 8 ? deflateRawSync(text) : Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(Buffer.byteLength(text), 18);
    common.writeUInt16LE(title.length, 22);
    // Other extra fields than in the directory, as some archivers write.
    common.writeUInt16LE(4, 24);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, Buffer.alloc(4), content]);
    common.writeUInt16LE(0, 24);
    const at = Buffer.alloc(14);
    at.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, at, title]));
    bodies.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return new Uint8Array(Buffer.concat([...bodies, ...directory, Buffer.from('PK\x05\x06'), end, Buffer.from(comment)]));
}
