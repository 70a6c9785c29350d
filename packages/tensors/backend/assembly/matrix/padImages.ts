import { clear } from "../clear";

function copy(from: usize, to: usize, bytes: usize): void {
  const end = to + bytes;
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(from));
}

/** Images [images, rows, rowBytes] copied into zeros of [images, top + rows + bottom, left + rowBytes + right]; sides in bytes. */
export function padImages(
  x: usize,
  images: i32,
  rows: i32,
  rowBytes: usize,
  top: i32,
  bottom: i32,
  left: usize,
  right: usize,
  out: usize,
): void {
  const wide = left + rowBytes + right;
  for (let image = 0; image < images; image++) {
    clear(out, <usize>top * wide);
    out += <usize>top * wide;
    for (let row = 0; row < rows; row++) {
      clear(out, left);
      copy(x, out + left, rowBytes);
      clear(out + left + rowBytes, right);
      x += rowBytes;
      out += wide;
    }
    clear(out, <usize>bottom * wide);
    out += <usize>bottom * wide;
  }
}
