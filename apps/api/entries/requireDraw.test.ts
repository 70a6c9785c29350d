import { suite } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { requireDraw } from "./requireDraw.ts";

const quick = suite("quick");
const at = "2026-12-01T00:00:00.000Z";
const seedSha256 = "0".repeat(64);
const version = { version: "v2", createdAt: Date.parse(at) };

test("a suite without held-out variants takes every version", () => {
  expect(() => requireDraw(quick, version, [version])).not.toThrow();
});

test("nothing is entered before the variants are drawn", () => {
  const suite = { ...quick, heldOut: { seedSha256, candidates: {}, published: null } };
  expect(() => requireDraw(suite, version, [version])).toThrow(
    expect.objectContaining({
      status: 409,
      message: expect.stringContaining("not drawn yet"),
      // Whoever is told so has uploaded the version a moment ago.
      problem: expect.objectContaining({ solution: expect.stringMatching(/^The version is uploaded/) }),
    }),
  );
});

test("versions from before the seed was published are entered, later ones are not", () => {
  const suite = { ...quick, heldOut: { seedSha256, candidates: {}, published: { seed: "s", at } } };
  expect(() => requireDraw(suite, version, [version])).not.toThrow();
  const later = { version: "v3", createdAt: version.createdAt + 1 };
  expect(() => requireDraw(suite, later, [version, later])).toThrow(
    expect.objectContaining({ status: 422, message: expect.stringContaining("after the held-out variants") }),
  );
});

test("of several versions from before the latest is entered, whatever came after the draw", () => {
  const suite = { ...quick, heldOut: { seedSha256, candidates: {}, published: { seed: "s", at } } };
  const earlier = { version: "v1", createdAt: version.createdAt - 1 };
  const all = [version, earlier, { version: "v3", createdAt: version.createdAt + 1 }];
  expect(() => requireDraw(suite, version, all)).not.toThrow();
  expect(() => requireDraw(suite, earlier, all)).toThrow(
    expect.objectContaining({ status: 422, message: expect.stringContaining("A later version") }),
  );
});
