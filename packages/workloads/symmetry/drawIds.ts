import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";

/** New names for ids: id i is called `names[i]`. */
export type IdNames = Int32Array;

/** A uniformly drawn renaming of the ids below `count`; the first `fixed` of them (padding, blank, …) keep theirs. */
export function drawIds(key: RandomKey, count: number, fixed = 0): IdNames {
  const names = Int32Array.from({ length: count }, (_, id) => id);
  for (const [at, drawn] of permutation(key, count - fixed).entries()) names[fixed + at] = fixed + drawn;
  return names;
}

/** The renaming that takes this one back. */
export function inverseOf(names: IdNames): IdNames {
  const inverse = new Int32Array(names.length);
  for (const [id, name] of names.entries()) inverse[name] = id;
  return inverse;
}

/** The same ids under their new names, in a copy. Ids that have none stay. */
export const renamed = <Ids extends Uint8Array | Uint16Array | Int32Array>(ids: Ids, names: IdNames): Ids =>
  rename(ids.slice() as Ids, names);

/** Gives ids their new names where they stand. */
export function rename<Ids extends Uint8Array | Uint16Array | Int32Array>(ids: Ids, names: IdNames): Ids {
  const count = names.length;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] as number;
    if (id < count) ids[at] = names[id] as number;
  }
  return ids;
}
