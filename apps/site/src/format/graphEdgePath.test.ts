import { expect, test } from "vitest";
import { graphEdgePath } from "./graphEdgePath.ts";

const box = (x: number, y: number, width: number) => ({ label: "", detail: null, x, y, width });
const graph = { nodeHeight: 20, nodes: [box(0, 10, 50), box(20, 40, 60)] };

test("a solid edge goes down from its box and enters the other on the left", () => {
  expect(graphEdgePath(graph, { from: 0, to: 1, style: "solid", bend: 10 })).toEqual({
    line: "M10 20V36q0 4 4 4H20",
    head: null,
  });
});

test("a dashed edge goes round on the right, downwards or upwards", () => {
  expect(graphEdgePath(graph, { from: 0, to: 1, style: "dashed", bend: 92 })).toEqual({
    line: "M50 15H88q4 0 4 4V31q0 4 -4 4H86",
    head: "M80 35l6 -3v6z",
  });
  expect(graphEdgePath(graph, { from: 1, to: 0, style: "dashed", bend: 92 }).line).toBe(
    "M80 35H88q4 0 4 -4V19q0 -4 -4 -4H56",
  );
});

test("an edge to a node that is not there is an error", () => {
  expect(() => graphEdgePath(graph, { from: 0, to: 2, style: "solid", bend: 10 })).toThrow("no edge 0 → 2");
});
