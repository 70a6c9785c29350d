/**
 * A window that slides over images [images, inHeight, inWidth, channels] and gives [images, outHeight, outWidth, channels].
 * Fourteen i32 in this order, written by kernels/windowGeometry.ts.
 */
@unmanaged
export class Geometry {
  images: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padTop: i32;
  padLeft: i32;
}

/** The first tap of a window that lies inside, where the window begins at `corner` (negative in the padding). */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function firstTap(corner: i32, dilation: i32): i32 {
  return corner >= 0 ? 0 : (dilation - 1 - corner) / dilation;
}

/** One more than the last tap that lies inside. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function endTap(corner: i32, dilation: i32, taps: i32, length: i32): i32 {
  return min(taps, (length - corner + dilation - 1) / dilation);
}

/** Bytes of `count` numbers. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function bytes(count: i32): usize {
  return <usize>count << 2;
}
