import { cards, suite } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { drawSuite } from "./drawSuite.ts";

const heldOut = { seedSha256: "0".repeat(64), published: null };
/** A suite of every workload that has variants, not drawn yet. */
const bases = cards.filter(({ id }) => cards.some(({ variantOf }) => variantOf === id)).map(({ id }) => id);
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
    expect(cards.find(({ id }) => id === workloads[2 * at + 1])?.variantOf).toBe(base);
  }
});

test("once it is published the suite has its variants, and a seed of one's own draws others from its bases", () => {
  const published = { seed: "public", at: "2026-12-01T00:00:00.000Z" };
  const drawn = { ...drawSuite(undrawn, "public"), heldOut: { ...heldOut, published } };
  expect(drawSuite(drawn, undefined)).toBe(drawn);
  expect(drawSuite(drawn, "practice").workloads).toEqual(drawSuite(undrawn, "practice").workloads);
});
