import ts from "typescript";
import { expect, test } from "vitest";
import { astGraphs, readTrees, writeTrees } from "../astGraphs.ts";
import { edgeFeature, slots } from "../features.ts";
import { type FunctionTree, namedFunctions } from "./namedFunctions.ts";
import { splitFunctions } from "./splitFunctions.ts";

const source = (text: string) =>
  ts.createSourceFile("a.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);

const parse = (text: string) => namedFunctions(source(text), { smallest: 1, largest: 100 });

test("finds declarations, expressions and methods with a name, in the order of the source", () => {
  const found = parse(`
    function first() { const inner = function second() {}; return () => inner; }
    class C { third(a) { return a; } get fourth() { return 1; } }
    (function () {})();
  `);
  expect(found.map(({ name }) => name)).toEqual(["first", "second", "third"]);
});

test("leaves the name out of the tree and blanks it where the function calls itself", () => {
  const [tree] = parse("function again(n) { return n > 0 ? again(n - 1) : done; }");
  const { identifiers, kinds, parents } = tree as FunctionTree;
  expect(identifiers.filter((text) => text !== null)).toEqual(["n", "n", "n", "done"]);
  expect(kinds.filter((kind) => kind === ts.SyntaxKind.Identifier).length).toBe(5);
  expect(parents[0]).toBe(0);
  expect(parents.slice(1).every((parent, at) => parent <= at)).toBe(true);
});

test("keeps trees within the limits, counted without the name", () => {
  const text = "function f() { return 1; }";
  const [tree] = parse(text);
  const size = (tree as FunctionTree).kinds.length;
  const within = (smallest: number, largest: number) =>
    namedFunctions(source(text), { smallest, largest }).length;
  expect([within(size, size), within(size + 1, 99), within(1, size - 1)]).toEqual([1, 0, 0]);
});

test("puts no function into two splits, not even as a part of another", () => {
  const inner = (at: number) => `function inner${at}() { return ${at}; }`;
  // The outer functions hold two others each, so that some reach over the borders of regions.
  const text = Array.from(
    { length: 20 },
    (_, at) => `function outer${at}() { ${inner(2 * at)} ${inner(2 * at + 1)} }`,
  );
  const all = parse(text.join("\n"));
  const split = splitFunctions(all, { regions: 8, validation: 2, test: 2 });
  const splits: readonly (readonly FunctionTree[])[] = Object.values(split);
  const overlap = (a: FunctionTree, b: FunctionTree) => a.start < b.end && b.start < a.end;
  for (const [at, one] of splits.entries()) {
    expect(one.length).toBeGreaterThan(0);
    for (const other of splits.slice(at + 1)) {
      expect(one.some((a) => other.some((b) => overlap(a, b)))).toBe(false);
    }
  }
  const kept = splits.reduce((sum, each) => sum + each.length, 0);
  expect(kept).toBeLessThan(all.length);
  expect(kept).toBeGreaterThan(0.8 * all.length);
});

test("a file's trees become graphs with every edge both ways", () => {
  // Node 1 is the root's first child, node 2 its tenth; node 1's identifier occurs again at node 2. Then a single node.
  const columns = {
    kind: Uint16Array.of(4, 5, 6, 7),
    word0: Uint16Array.of(0, 8, 8, 0),
    word1: Uint16Array.of(0, 9, 9, 0),
    word2: Uint16Array.of(0, 0, 0, 0),
    parent: Uint16Array.of(0, 0, 0, 0),
    slot: Uint16Array.of(0, 0, 9, 0),
    nextUse: Uint16Array.of(0, 2, 0, 0),
  };
  const trees = { nodeCounts: Uint16Array.of(3, 1), columns, labels: Uint16Array.of(1, 0, 0, 1) };
  const back = readTrees(writeTrees(trees));
  expect(back).toEqual(trees);
  const graphs = astGraphs(back);
  expect([...graphs.nodeStarts]).toEqual([0, 3, 4]);
  expect([...graphs.edgeStarts]).toEqual([0, 6, 6]);
  expect([...graphs.nodes.subarray(4, 8)]).toEqual([5, 8, 9, 0]);
  expect([...graphs.senders]).toEqual([0, 1, 1, 2, 0, 2]);
  expect([...graphs.receivers]).toEqual([1, 0, 2, 1, 2, 0]);
  const { child, parent, nextUse, previousUse, noSlot, firstSlot } = edgeFeature;
  const last = firstSlot + slots - 1;
  expect([...graphs.edges]).toEqual([
    ...[child, firstSlot, parent, firstSlot],
    ...[nextUse, noSlot, previousUse, noSlot],
    ...[child, last, parent, last],
  ]);
  expect([...graphs.labels]).toEqual([1, 0, 0, 1]);
});
