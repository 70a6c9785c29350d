import { expect, test } from "vitest";
import { type TreeNode, treePanel } from "./treePanel.ts";

const node = (label: string, parent: number, next: number | null = null): TreeNode => ({
  label,
  detail: null,
  parent,
  next,
});
const texts = { caption: "", description: "" };

test("has a row for every node in its order, children right of their parents", () => {
  const { nodes, edges } = treePanel([node("a", 0), node("b", 0), node("c", 1), node("d", 0)], texts);
  expect(nodes.map(({ y }) => y)).toEqual([12.5, 36.5, 60.5, 84.5]);
  expect(nodes.map(({ x }) => x)).toEqual([0.5, 18.5, 36.5, 18.5]);
  expect(edges.map(({ from, to, style }) => [from, to, style])).toEqual([
    [0, 1, "solid"],
    [1, 2, "solid"],
    [0, 3, "solid"],
  ]);
});

test("dashed edges pass right of the boxes between their ends", () => {
  const long = "a label longer than its neighbours'";
  const { nodes, edges, width } = treePanel([node("a", 0, 2), node(long, 0), node("c", 0)], texts);
  const dashed = edges.find(({ style }) => style === "dashed");
  const box = nodes[1] as (typeof nodes)[0];
  expect(dashed?.bend).toBeGreaterThan(box.x + box.width);
  expect(width).toBeGreaterThan(dashed?.bend as number);
});

test("dashed edges of the same rows have lanes of their own, those that only meet may share one", () => {
  const { edges } = treePanel([node("a", 0, 3), node("b", 0, 2), node("c", 0, 3), node("d", 0)], texts);
  const bend = (from: number) => edges.find((edge) => edge.style === "dashed" && edge.from === from)?.bend;
  expect(bend(1)).toBe(bend(2));
  expect(bend(0)).toBe((bend(1) as number) + 8);
});
