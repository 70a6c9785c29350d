import { expect, test } from "vitest";
import { fingerprint64 } from "./fingerprint64.ts";

test("gives the buckets of TensorFlow's documentation of to_hash_bucket_fast, one string for each of its formulas", () => {
  // https://tensorflow.org/api_docs/python/tf/strings/to_hash_bucket_fast: ["Hello", "TensorFlow", "2.x"], 3 buckets → [0, 2, 2]
  expect(["Hello", "TensorFlow", "2.x"].map((text) => fingerprint64(text) % 3n)).toEqual([0n, 2n, 2n]);
});

test("refuses strings that are too long for it", () => {
  expect(() => fingerprint64("12345678901234567")).toThrow(RangeError);
});
