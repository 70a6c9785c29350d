/** Ids below 2¹⁶ as bytes, two each, little-endian on every machine. */
export function idBytes(ids: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * ids.length);
  const view = new DataView(bytes.buffer);
  for (const [at, id] of ids.entries()) view.setUint16(2 * at, id, true);
  return bytes;
}

/** The ids that `idBytes` wrote. */
export function idsOfBytes(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.byteLength >> 1 }, (_, at) => view.getUint16(2 * at, true));
}
