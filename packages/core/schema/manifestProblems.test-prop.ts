import fc from "fast-check";
import { expect, test } from "vitest";
import { manifestSchema } from "./manifest.ts";
import { manifestProblems } from "./manifestProblems.ts";

const value = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.double(), { maxLength: 2 }),
);
const dimension = fc.oneof(
  fc.record(
    {
      min: fc.oneof(fc.double(), value),
      max: fc.oneof(fc.double(), value),
      scaling: fc.constantFrom("linear", "log", "log10"),
      feasible_points: fc.array(value, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
  value,
);
const space = fc.oneof(
  fc.dictionary(fc.constantFrom("lr", "beta", "__proto__", ""), dimension, { maxKeys: 2 }),
  fc.array(fc.dictionary(fc.constantFrom("lr", "beta"), value, { maxKeys: 2 }), { maxLength: 3 }),
  fc.jsonValue(),
);
const manifest = fc.record(
  {
    name: fc.oneof(fc.constant("mine"), fc.string(), fc.double()),
    ruleset: fc.constantFrom("external", "self", "open", 1),
    hyperparameters: space,
    description: fc.oneof(fc.string(), fc.jsonValue()),
    authors: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
    paper: fc.oneof(fc.constant("1412.6980"), fc.jsonValue()),
    stateBytesPerParameter: fc.oneof(fc.double(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

test("what has no problem is a manifest, and every problem has a place and a message", () => {
  fc.assert(
    fc.property(manifest, (given) => {
      const json = JSON.parse(JSON.stringify(given)) as Record<string, unknown>;
      const problems = manifestProblems(json);
      if (problems.length === 0) expect(manifestSchema.safeParse(json).success).toBe(true);
      for (const { path, message } of problems) {
        expect(path.length).toBeGreaterThan(0);
        expect(message).not.toMatch(/undefined|Invalid input|\[object/);
      }
    }),
    { numRuns: 3000 },
  );
});
