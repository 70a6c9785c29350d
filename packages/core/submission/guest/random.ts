import { checked, host } from "./host.ts";
import { handleOf, type Tree, treeOf } from "./tree.ts";

/** The submission's own seeded stream: the same numbers on every backend, different ones for every trial. */
export interface Random {
  /** Standard normal, in the shapes of `like`. */
  normal(like: Tree): Tree;
  /** Uniform in [0, 1). */
  uniform(like: Tree): Tree;
  /** −1 or 1 with equal probability. */
  rademacher(like: Tree): Tree;
  /** One number in [0, 1). */
  number(): number;
  /** One integer in 0 … bound − 1. */
  integer(bound: number): number;
}

export const random: Random = Object.freeze({
  normal: (like: Tree) => treeOf(host.random(0, handleOf(like))),
  uniform: (like: Tree) => treeOf(host.random(1, handleOf(like))),
  rademacher: (like: Tree) => treeOf(host.random(2, handleOf(like))),
  number: () => checked(host.randomNumber()),
  integer: (bound: number) => {
    if (!(bound >= 1)) throw new RangeError(`rng.integer: the bound must be at least 1, not ${bound}`);
    return Math.floor(checked(host.randomNumber()) * bound);
  },
});
