import { zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Bytes of numbers: what the first, second, third and fourth bytes of float32 are is alike among themselves. */
const planes = 4;

/** Bytes 0, 4, 8 …, then 1, 5, 9 …, and so on. */
function intoPlanes(bytes: Uint8Array): Uint8Array {
  const sorted = new Uint8Array(bytes.length);
  let to = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let at = plane; at < bytes.length; at += planes) sorted[to++] = bytes[at] as number;
  }
  return sorted;
}

function outOfPlanes(sorted: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(sorted.length);
  let from = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let at = plane; at < bytes.length; at += planes) bytes[at] = sorted[from++] as number;
  }
  return bytes;
}

const against = (bytes: Uint8Array, base: Uint8Array | null): Uint8Array =>
  base === null ? bytes : bytes.map((byte, at) => byte ^ (base[at] ?? 0));

/**
 * A chunk of a snapshot, small: the bits in which it differs from an older chunk (`base`, null for none) in planes of bytes, under zstd. Weights move little
 * from one snapshot to the next, so signs, exponents and leading digits of the difference are mostly zeros.
 */
export const encodeChunk = (bytes: Uint8Array, base: Uint8Array | null): Uint8Array =>
  zstdCompressSync(intoPlanes(against(bytes, base)));

/** Throws where it is damaged, or longer than `length`. */
export function decodeChunk(coded: Uint8Array, base: Uint8Array | null, length: number): Uint8Array {
  const bytes = outOfPlanes(zstdDecompressSync(coded, { maxOutputLength: Math.max(1, length) }));
  if (bytes.length !== length) throw new Error(`a chunk has ${bytes.length} bytes instead of ${length}`);
  return against(bytes, base);
}
