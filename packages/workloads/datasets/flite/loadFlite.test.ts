import { expect, test } from "vitest";
import { loadFlite } from "./loadFlite.ts";
import { classCount, classOf, phones } from "./phones.ts";

test("reads words with their frames and phones", async () => {
  const table = "house\tkal16\t3\thh aw s\nit\tslt\t2\tih t\n";
  const features = Uint8Array.from({ length: 5 * 32 }, (_, at) => at);
  const { train } = await loadFlite(async (name) =>
    name.endsWith(".tsv") ? new TextEncoder().encode(table) : features,
  );
  expect(train.features).toBe(features);
  expect([...train.frames]).toEqual([3, 2]);
  expect(train.labels.map((labels) => Array.from(labels, (label) => phones[label - 1]))).toEqual([
    ["hh", "aw", "s"],
    ["ih", "t"],
  ]);
});

test("every phone has a class of its own, silence has none", () => {
  expect(new Set(phones.map(classOf)).size).toBe(classCount - 1);
  expect(classOf("pau")).toBeUndefined();
});
