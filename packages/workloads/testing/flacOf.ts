const rateCodes = { 8000: 4, 16000: 5 } as const;

/**
 * A FLAC file (RFC 9639) of 16-bit samples of one channel, not compressed: a single frame with a verbatim subframe. For tests of readers.
 */
export function flacOf(samples: Int16Array, sampleRate: keyof typeof rateCodes): Uint8Array {
  const information = bytesOf([
    [16, samples.length],
    [16, samples.length],
    [24, 0],
    [24, 0],
    [20, sampleRate],
    [3, 0],
    [5, 15],
    [36, samples.length],
    ...Array.from({ length: 16 }, (): [number, number] => [8, 0]),
  ]);
  const header = bytesOf([
    [14, 0x3ffe],
    [2, 0],
    // Block size in 16 bits at the header's end.
    [4, 7],
    [4, rateCodes[sampleRate]],
    // One channel, 16 bits.
    [4, 0],
    [3, 4],
    [1, 0],
    [8, 0],
    [16, samples.length - 1],
  ]);
  const subframe = bytesOf([
    [8, 2],
    ...Array.from(samples, (sample): [number, number] => [16, sample & 0xffff]),
  ]);
  const frame = Uint8Array.from([...header, remainder(header, 8, 0x07), ...subframe]);
  const check = remainder(frame, 16, 0x8005);
  return Uint8Array.from([
    0x66,
    0x4c,
    0x61,
    0x43,
    0x80,
    0,
    0,
    34,
    ...information,
    ...frame,
    check >> 8,
    check & 0xff,
  ]);
}

/** Fields of so many bits, the highest first, as bytes. */
function bytesOf(fields: readonly (readonly [number, number])[]): Uint8Array {
  const bits = fields.map(([length, value]) => value.toString(2).padStart(length, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** A cyclic redundancy check of `width` bits that starts at 0. */
function remainder(bytes: Uint8Array, width: number, polynomial: number): number {
  const top = 1 << (width - 1);
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++)
      value = (value & top ? (value << 1) ^ polynomial : value << 1) & (2 * top - 1);
  }
  return value;
}
