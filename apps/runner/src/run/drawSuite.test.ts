import { suite } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { drawSuite } from "./drawSuite.ts";

const candidates: Record<string, string[]> = { a: ["a_x", "a_y"], b: ["b_x", "b_y"], c: ["c_x", "c_y"] };
const bases = Object.keys(candidates);
const heldOut = { seedSha256: "0".repeat(64), candidates, published: null };
const undrawn = { ...suite("quick"), id: "practice", workloads: bases, heldOut };

test("a suite without held-out variants stays as it is, and takes no seed", () => {
  expect(drawSuite(suite("quick"), undefined)).toBe(suite("quick"));
  expect(() => drawSuite(suite("quick"), "1")).toThrow(expect.objectContaining({ code: "nothing-to-draw" }));
});

test("before the seed is published, a run draws its own or is refused", () => {
  expect(() => drawSuite(undrawn, undefined)).toThrow(expect.objectContaining({ code: "not-drawn" }));
  const { workloads } = drawSuite(undrawn, "practice");
  expect(workloads).toHaveLength(2 * bases.length);
  for (const [at, base] of bases.entries()) {
    expect(workloads[2 * at]).toBe(base);
    expect(candidates[base]).toContain(workloads[2 * at + 1]);
  }
});

test("once it is published the suite has its variants, and a seed of one's own draws others from its bases", () => {
  const published = { seed: "public", at: "2026-12-01T00:00:00.000Z" };
  const drawn = { ...drawSuite(undrawn, "public"), heldOut: { ...heldOut, published } };
  expect(drawSuite(drawn, undefined)).toBe(drawn);
  expect(drawSuite(drawn, "practice").workloads).toEqual(drawSuite(undrawn, "practice").workloads);
});
