import type { Walk } from "./collapseAxes.ts";

/** Lengths or steps of four axes, outermost first. */
export type Four = readonly [number, number, number, number];

/**
 * Calls `run` with the last four axes of a walk over two operands and where each of them starts: once, unless the walk has more axes. With
 * fewer, the missing ones have length 1 and step 0 (the innermost: 1).
 */
export function walkInFours(
  { shape, steps }: Walk,
  run: (lengths: Four, first: Four, second: Four, firstStart: number, secondStart: number) => void,
): void {
  const [first, second] = steps as [readonly number[], readonly number[]];
  const lengths = lastFour(shape, 1, 1);
  const ofFirst = lastFour(first, 0, 1);
  const ofSecond = lastFour(second, 0, 1);
  const outer = shape.length - 4;
  const visit = (axis: number, firstStart: number, secondStart: number): void => {
    if (axis === outer) run(lengths, ofFirst, ofSecond, firstStart, secondStart);
    for (let i = 0; axis < outer && i < (shape[axis] as number); i++) {
      visit(axis + 1, firstStart + i * (first[axis] as number), secondStart + i * (second[axis] as number));
    }
  };
  if (outer > 0) visit(0, 0, 0);
  else run(lengths, ofFirst, ofSecond, 0, 0);
}

function lastFour(values: readonly number[], missing: number, missingInnermost: number): Four {
  const at = values.length - 4;
  return [
    values[at] ?? missing,
    values[at + 1] ?? missing,
    values[at + 2] ?? missing,
    values[at + 3] ?? missingInnermost,
  ];
}
