import { multiply } from "./multiply";

/** `count` products of one shape; operands and results lie `aNext`, `bNext` and `outNext` bytes behind one another (0: the same for all). */
export function multiplyMany(
  a: usize,
  aNext: usize,
  aRowStep: usize,
  aColumnStep: usize,
  b: usize,
  bNext: usize,
  bRowStep: usize,
  bColumnStep: usize,
  out: usize,
  outNext: usize,
  outStep: usize,
  count: i32,
  rows: i32,
  inner: i32,
  columns: i32,
  scratch: usize,
): void {
  for (; count > 0; count--, a += aNext, b += bNext, out += outNext)
    multiply(a, aRowStep, aColumnStep, b, bRowStep, bColumnStep, out, outStep, rows, inner, columns, false, scratch);
}
