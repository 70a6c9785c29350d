const [k0, k2] = [0xc3a5c85c97cb3127n, 0x9ae16a3b2f90404fn];
const word = (value: bigint) => BigInt.asUintN(64, value);
const mixShift = (value: bigint) => value ^ (value >> 47n);
const rotate = (value: bigint, bits: bigint) => word((value >> bits) | (value << (64n - bits)));

/**
 * FarmHash's Fingerprint64 (G. Pike, Google) of an ASCII string of at most 16 characters, which TensorFlow's `to_hash_bucket_fast` takes modulo
 * the number of buckets: with it AlgoPerf hashes Criteo's categories.
 */
export function fingerprint64(text: string): bigint {
  const length = text.length;
  if (length > 16) throw new RangeError(`a string of ${length} characters; this fingerprint takes up to 16`);
  const multiplier = word(k2 + 2n * BigInt(length));
  if (length >= 8) {
    const a = word(bytes(text, 0, 8) + k2);
    const b = bytes(text, length - 8, 8);
    const c = word(rotate(b, 37n) * multiplier + a);
    const d = word((rotate(a, 25n) + b) * multiplier);
    return combine(c, d, multiplier);
  }
  if (length >= 4) {
    const first = BigInt(length) + (bytes(text, 0, 4) << 3n);
    return combine(first, bytes(text, length - 4, 4), multiplier);
  }
  if (length === 0) return k2;
  const y = bytes(text, 0, 1) + (bytes(text, length >> 1, 1) << 8n);
  const z = BigInt(length) + (bytes(text, length - 1, 1) << 2n);
  return word(mixShift(word(y * k2) ^ word(z * k0)) * k2);
}

/** `count` characters from `start` as a little-endian number. */
function bytes(text: string, start: number, count: number): bigint {
  let value = 0n;
  for (let at = start + count - 1; at >= start; at--) value = (value << 8n) | BigInt(text.charCodeAt(at));
  return value;
}

function combine(u: bigint, v: bigint, multiplier: bigint): bigint {
  const a = mixShift(word((u ^ v) * multiplier));
  const b = mixShift(word((v ^ a) * multiplier));
  return word(b * multiplier);
}
