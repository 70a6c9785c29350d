import { expect, test } from "vitest";
import { suite } from "../catalogue.ts";
import { drawVariants, seedSha256 } from "./drawVariants.ts";
import { heldOutDraw } from "./heldOutDraw.ts";

const candidates = { a: ["a_x", "a_y"], b: ["b_x", "b_y", "b_z"] };

test("every base is followed by one of its own variants, the same for the same seed", () => {
  for (const seed of ["1", "2", "3"]) {
    const [a, ax, b, bx, ...none] = drawVariants(candidates, seed);
    expect([a, b, none]).toEqual(["a", "b", []]);
    expect(candidates.a).toContain(ax);
    expect(candidates.b).toContain(bx);
    expect(drawVariants(candidates, seed)).toEqual([a, ax, b, bx]);
  }
});

test("a draw can be checked with a shell", () => {
  // printf '%s' '7 b' | sha256sum starts with 597b423a, and $((0x597b423a % 3)) is 0.
  expect(drawVariants({ b: candidates.b }, "7")).toEqual(["b", "b_x"]);
  // printf '%s' 7 | sha256sum
  expect(seedSha256("7")).toBe("7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451");
});

test("all variants come up over many seeds", () => {
  const drawn = Array.from({ length: 60 }, (_, seed) => drawVariants({ b: candidates.b }, String(seed))[1]);
  expect(new Set(drawn)).toEqual(new Set(candidates.b));
});

test("a base without variants is a mistake of the suite", () => {
  expect(() => drawVariants({ c: [] }, "1")).toThrow("no held-out variants");
});

test("the round under way draws from every standard workload's variants, and a published seed is the one committed to", () => {
  const { candidates: variants, published, seedSha256: committed } = heldOutDraw;
  expect(Object.keys(variants).sort()).toEqual(suite("standard").workloads.toSorted());
  if (published !== null) expect(seedSha256(published.seed)).toBe(committed);
});
