/** Numbers of a block's inner dimension: a panel (8 KiB) and six rows of it stay in a core's first cache. */
export const blockDepth: i32 = 256;
/** Columns of a block: its panels (512 KiB) stay in the second cache. */
export const blockColumns: i32 = 512;
/** Rows, or pixels, that one block of panels is used for before the next. */
export const blockRows: i32 = 120;

/** Scratch memory: [panels][addresses in][addresses out][edge of a tile][left-over columns][their addresses][a zero]. */
export const panelsBytes: usize = 4 * 256 * 512;
const addressBytes: usize = 4 * 256;
/** Room for 60 numbers at each of 256 places of the inner dimension. */
const leftOverBytes: usize = 240 * 256;

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function inputsIn(scratch: usize): usize {
  return scratch + panelsBytes;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function outputsIn(scratch: usize): usize {
  return scratch + panelsBytes + addressBytes;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function edgeIn(scratch: usize): usize {
  return scratch + panelsBytes + 2 * addressBytes;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function leftOverIn(scratch: usize): usize {
  return scratch + panelsBytes + 2 * addressBytes + 32;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function leftOverAddressesIn(scratch: usize): usize {
  return scratch + panelsBytes + 2 * addressBytes + 32 + leftOverBytes;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function zeroIn(scratch: usize): usize {
  return scratch + panelsBytes + 3 * addressBytes + 32 + leftOverBytes;
}

/** Bytes of scratch memory that every function of this module needs. */
export function scratchBytes(): usize {
  return panelsBytes + 3 * addressBytes + 32 + leftOverBytes + 16;
}
