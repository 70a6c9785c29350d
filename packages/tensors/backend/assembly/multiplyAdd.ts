/**
 * a · b + c in four lanes. In the `fma` build one rounding (relaxed SIMD, used only where the engine was seen to fuse it);
 * in the `plain` build two. Every kernel goes through here, so that a feature level is all that its bits depend on.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
