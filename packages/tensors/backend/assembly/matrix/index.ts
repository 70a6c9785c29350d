import { multiplyAdd } from "../multiplyAdd";

export { convolve, filterGradient } from "./convolve";
export { multiply } from "./multiply";
export { multiplyMany } from "./multiplyMany";
export { padImages } from "./padImages";
export { scratchBytes } from "./scratch";
export { expectWideVectors } from "./wideTile";

/** out[i] = a[i] · b[i] + c[i] for four numbers: the loader's question whether the engine rounds once. Addresses in bytes. */
export function multiplyAddFour(a: usize, b: usize, c: usize, out: usize): void {
  v128.store(out, multiplyAdd(v128.load(a), v128.load(b), v128.load(c)));
}
