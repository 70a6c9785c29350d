import type { LeafInfo } from "./tree.ts";

/** For `masked` and `partition`: leaves of these kinds. */
export const ofKind =
  (...kinds: readonly LeafInfo["kind"][]) =>
  ({ kind }: LeafInfo): boolean =>
    kinds.includes(kind);

/** Leaves of all kinds but these. */
export const exceptKind =
  (...kinds: readonly LeafInfo["kind"][]) =>
  ({ kind }: LeafInfo): boolean =>
    !kinds.includes(kind);

/** Leaves with at least so many axes: 2 are matrices and filters. */
export const ofRank =
  (least: number) =>
  ({ shape }: LeafInfo): boolean =>
    shape.length >= least;
