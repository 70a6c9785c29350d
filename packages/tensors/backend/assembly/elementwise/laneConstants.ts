/**
 * Constants of four lanes are numbers in memory, each read into all lanes where it is used. V8 builds a constant of the code's own anew at every use, from
 * three or four instructions, and computes on eight lanes only where both halves take the same one: what is read twice between two writes is read once
 * (`local-cse` in compileModule.ts). The loader gives them a place.
 */
let table: usize = 0;

// Places: 0 to 3 here, to 18 in exponential.ts, to 45 in saturating.ts, to 51 in fused/activations.ts.
export const one: i32 = 0;
export const half: i32 = 1;
export const tiny: i32 = 2;
export const signBits: i32 = 3;

/** Bytes that the constants take. */
export const constantBytes: i32 = 4 * 52;

/** The constant at a place in all four lanes. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function constant(place: i32): v128 {
  return v128.load32_splat(table + (<usize>place << 2));
}

export function put(place: i32, value: f32): void {
  store<f32>(table + (<usize>place << 2), value);
}

export function putBits(place: i32, value: i32): void {
  store<i32>(table + (<usize>place << 2), value);
}

/** Writes the constants that all files share to their place. */
export function placeShared(at: usize): void {
  table = at;
  put(one, 1);
  put(half, 0.5);
  put(tiny, 1e-8);
  putBits(signBits, 0x80000000);
}
