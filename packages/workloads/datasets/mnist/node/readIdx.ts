/** An array of unsigned bytes in the IDX format (http://yann.lecun.com/exdb/mnist, "file formats"). */
export function readIdx(bytes: Uint8Array): { shape: number[]; values: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0 || bytes[2] !== 8) throw new Error("not an IDX file of unsigned bytes");
  const rank = bytes[3] as number;
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  const start = 4 + 4 * rank;
  if (bytes.length !== start + size) {
    throw new Error(`an IDX file of shape ${shape} must hold ${start + size} bytes, not ${bytes.length}`);
  }
  return { shape, values: bytes.subarray(start) };
}
