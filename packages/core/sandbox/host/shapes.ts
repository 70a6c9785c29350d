import type { HostTable } from "./hostTable.ts";
import { integers } from "./hostWork.ts";

/** The same numbers, or some of them, in leaves of other shapes. */
export const shapes = {
  reshape: {
    takes: ["number", "string"],
    price({ ofLeaves }) {
      const known = ofLeaves("reshape");
      return (a, _shape) => known(a);
    },
    run:
      ({ operations, tree, out }) =>
      (a, shape) =>
        out(operations.reshape(tree(a), integers(shape, 8))),
  },
  reshapeLeaves: {
    takes: ["number", "number", "string"],
    price({ ofTree }) {
      const known = ofTree("reshapeLeaves");
      return (a, _like, _shapes) => known(a);
    },
    run:
      ({ operations, tree, out }) =>
      (a, like, shapes) =>
        out(operations.reshapeLeaves(tree(a), tree(like), shapes)),
  },
  renumberLeaves: {
    takes: ["number"],
    price: ({ ofTree }) => ofTree("renumberLeaves"),
    run:
      ({ operations, tree, out }) =>
      (a) =>
        out(operations.renumberLeaves(tree(a))),
  },
  upperTriangle: {
    takes: ["number"],
    price: ({ ofLeaves }) => ofLeaves("upperTriangle"),
    run:
      ({ operations, tree, out }) =>
      (a) =>
        out(operations.upperTriangle(tree(a))),
  },
  leafScalars: {
    takes: ["number", "buffer"],
    price({ ofLeaves }) {
      const known = ofLeaves("leafScalars");
      return (like, _values) => known(like);
    },
    run:
      ({ operations, tree, out }) =>
      (like, values) =>
        out(operations.leafScalars(tree(like), new Float32Array(values))),
  },
} satisfies Partial<HostTable>;

/** Kinds, shapes and places of a tree's leaves. */
export const structures = {
  structureOf: {
    takes: ["number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ tree }) =>
      (a) =>
        tree(a).structure.id,
  },
  structureLeaves: {
    takes: ["number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ structures }) =>
      (id) =>
        JSON.stringify(structures.at(id)?.leaves ?? []),
  },
} satisfies Partial<HostTable>;
