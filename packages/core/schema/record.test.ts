import { expect, test } from "vitest";
import { sha256OfJson } from "../receipt/signing.ts";
import { exampleRecord } from "../score/testing/exampleRecord.ts";
import { anyRecordSchema, criticalSecondsOf, recordSchema } from "./record.ts";

/** As records were written before critical paths and privacy. */
const old = exampleRecord();

test("a record of before critical paths and privacy is valid, and its hash stays what its receipt says", () => {
  expect(Object.keys(old)).not.toContain("privacy");
  expect(Object.keys(old.totals)).not.toContain("criticalSeconds");
  for (const schema of [recordSchema, anyRecordSchema]) {
    expect(schema.parse(old)).toEqual(old);
    // As the version before these fields stored it.
    expect(sha256OfJson(schema.parse(old))).toBe(
      "21eca976d989295b3ce41eff68d2e616ec6a8245028a2f2792d2736bb86441ef",
    );
    expect(JSON.stringify(schema.parse(old))).not.toMatch(/privacy|critical/);
  }
  expect(criticalSecondsOf(old.totals)).toBe(3);
});

test("privacy is a finite ε from 0 and a δ from 0 to 1, and nothing else", () => {
  const valid = (privacy: unknown) => recordSchema.safeParse({ ...old, privacy }).success;
  for (const privacy of [
    { epsilon: 0, delta: 0 },
    { epsilon: 1e300, delta: 1 },
  ]) {
    expect(recordSchema.parse({ ...old, privacy }).privacy).toEqual(privacy);
  }
  for (const [epsilon, delta] of [
    ...[-1e-300, Number.NaN, Number.POSITIVE_INFINITY, "1", null, undefined, [1]].map((odd) => [odd, 0]),
    ...[-1e-300, 1.0000001, Number.NaN, "0", null, undefined].map((odd) => [1, odd]),
  ]) {
    expect(valid({ epsilon, delta }), `${epsilon}, ${delta}`).toBe(false);
  }
  for (const odd of [null, 1, "ε", [1, 0], { epsilon: 1, delta: 0, more: 1 }]) expect(valid(odd)).toBe(false);
  // Of a body as it comes: JSON can write a number that no number is.
  expect(valid(JSON.parse('{ "epsilon": 1e400, "delta": 0 }'))).toBe(false);
  expect(valid(JSON.parse('{ "epsilon": 1, "delta": 0, "__proto__": { "epsilon": 2 } }'))).toBe(false);
});

test("a critical path is some seconds from 0, at every evaluation and in all", () => {
  const totals = (criticalSeconds: unknown) =>
    recordSchema.safeParse({ ...old, totals: { ...old.totals, criticalSeconds } }).success;
  expect([0, 2.5, undefined].map(totals)).toEqual([true, true, true]);
  expect([-1, Number.NaN, Number.POSITIVE_INFINITY, "2", null].map(totals)).toEqual(Array(5).fill(false));
  const [first, ...rest] = old.evaluations;
  const evaluations = [{ ...first, criticalSeconds: 0.5 }, ...rest];
  const parsed = recordSchema.parse({ ...old, evaluations });
  expect(parsed.evaluations.map(criticalSecondsOf)).toEqual([0.5, 2, 3]);
});
