import { permutation } from "@steepest/core/random/permutation.ts";
import type { RandomKey } from "@steepest/core/random/threefry.ts";

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

/** The same ids under their new names, of the same type. Ids that have none stay. */
export function renamed<Ids extends Uint8Array | Uint16Array | Int32Array>(ids: Ids, names: IdNames): Ids {
  const copy = ids.slice() as Ids;
  for (let at = 0; at < copy.length; at++) {
    const name = names[copy[at] as number];
    if (name !== undefined) copy[at] = name;
  }
  return copy;
}
