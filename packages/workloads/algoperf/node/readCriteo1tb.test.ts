import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprint64 } from "../fingerprint64.ts";
import { readCriteo1tb } from "./readCriteo1tb.ts";

const category = (at: number) => `68fd1e${at.toString(16).padStart(2, "0")}`;
const line = (label: number, counts: readonly string[]) =>
  [label, ...counts, ...Array.from({ length: 26 }, (_, at) => (at === 5 ? "" : category(at)))].join("\t");
const counts = ["1", "", "-3", "19", ...Array<string>(9).fill("0")];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steepest-criteo-"));
  const lines = (labels: readonly number[]) => `${labels.map((label) => line(label, counts)).join("\n")}\n`;
  await writeFile(join(directory, "day_0_00"), lines([1, 0, 1]));
  await writeFile(join(directory, "day_22_01.gz"), gzipSync(lines([0, 0])));
  await writeFile(join(directory, "day_23_18"), lines([1]));
  await writeFile(join(directory, "day_23_19"), lines([0]));
});
afterAll(() => rm(directory, { recursive: true }));

test("reads counts as logarithms and hashes every category with the number of its column", async () => {
  const { numbers, categories } = await readCriteo1tb(directory, {
    split: "test",
    limit: 1,
    vocabulary: 4_194_304,
  });
  expect([...numbers.subarray(0, 4)]).toEqual([1, 0, 0, 19].map((count) => Math.fround(Math.log1p(count))));
  // Column 1 has 39,043 buckets; column 0 has 39,884,406, more than float32 counts exactly; column 5 is empty.
  expect(categories[1]).toBe(Number(fingerprint64(`${category(1)}1`) % 39_043n));
  const first = Math.fround(Number(fingerprint64(`${category(0)}0`) % 39_884_406n));
  expect(categories[0]).toBe(first % 4_194_304);
  expect(categories[5]).toBe(Number(fingerprint64("000000005") % 3n));
});

test("splits days and parts as AlgoPerf does and spreads a limit over the files", async () => {
  const read = (split: "train" | "validation" | "test", limit: number) =>
    readCriteo1tb(directory, { split, limit, vocabulary: 16 }).then(({ labels }) => [...labels]);
  expect(await read("train", 100)).toEqual([1, 0, 1, 0, 0]);
  expect(await read("train", 2)).toEqual([1, 0]);
  expect(await read("validation", 9)).toEqual([0]);
  expect(await read("test", 9)).toEqual([1]);
});

test("refuses other files and folders without the split", async () => {
  const empty = await mkdtemp(join(tmpdir(), "steepest-criteo-"));
  const options = { split: "train", limit: 1, vocabulary: 16 } as const;
  await expect(readCriteo1tb(empty, options)).rejects.toMatchObject({ code: "criteo-missing" });
  await writeFile(join(empty, "day_1_00"), "1\t2\t3\n");
  await expect(readCriteo1tb(empty, options)).rejects.toMatchObject({ code: "criteo-format" });
  await rm(empty, { recursive: true });
});
