/**
 * Why constants are variables here: V8 builds a constant of four lanes anew wherever it is used, from three or four instructions, while
 * a variable of the module is one load (eˣ of a number: 2.3 ns with constants, 1.1 ns so). They are set when the module starts, and
 * never again.
 */
export let one: v128 = f32x4.splat(1);
export let half: v128 = f32x4.splat(0.5);
export let tiny: v128 = f32x4.splat(1e-8);
export let signBits: v128 = i32x4.splat(0x80000000);
