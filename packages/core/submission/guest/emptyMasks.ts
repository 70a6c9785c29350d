import { guestConsole } from "./console.ts";
import { parameterKinds } from "./leafPredicates.ts";
import type { LeafInfo } from "./tree.ts";

/** Shapes as models have them: scalars, vectors, matrices, sequences of them, filters; small and large. */
const shapes: readonly (readonly number[])[] = [
  [],
  [1],
  [16],
  [1024],
  [16, 16],
  [16, 64],
  [64, 16],
  [1024, 4096],
  [50_000, 512],
  [4, 16, 16],
  [3, 3, 3, 16],
  [3, 3, 256, 1],
  [5, 5, 64, 128],
];

/** Whether a predicate selects something in any model: what selects nothing in one may be meant for another. */
const everSelects = (predicate: (leaf: LeafInfo) => boolean): boolean =>
  parameterKinds.some((kind, row) =>
    shapes.some((shape, column) =>
      predicate({ kind, shape, index: row * shapes.length + column, block: (row + column) % 8 }),
    ),
  );

/** Where the submission called the module `steepest`: `file.ts:12`. */
export function callersPlace(): string {
  const frames = [...(new Error().stack ?? "").matchAll(/(?:\(|at )([^\s()]+?\.(?:ts|js|mjs)):(\d+)/g)];
  const own = frames.find(([, file = ""]) => !file.startsWith("steepest:/"));
  return own ? `${own[1]}:${own[2]}: ` : "";
}

const told = new Set<string>();
let isWatched = true;

/** The first step is over: what is written inside `update` was seen, and later steps are not to pay for it. */
export const stopWatching = (): void => {
  isWatched = false;
};

/** Warns, once for each place, of a predicate that selected nothing here and would not in any other model. */
export function noteEmptyMask(
  what: string,
  predicate: (leaf: LeafInfo) => boolean,
  leaves: readonly LeafInfo[],
  place?: string,
): void {
  if (!isWatched || leaves.length === 0 || everSelects(predicate)) return;
  const where = place ?? callersPlace();
  if (told.has(where + what)) return;
  told.add(where + what);
  const kinds = [...new Set(leaves.map(({ kind }) => kind))].join(", ");
  guestConsole.warn(
    `${where}${what}: the predicate selects no leaf, of this model (${leaves.length} leaves of the kinds ${kinds}) or of any other`,
  );
}
