import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chargesOf } from "@steepest/core/schema/measures.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { SpeedLog } from "./speedLog.ts";

/** A record whose trial took so many wall seconds for each of reference time. */
function record(ratio: number) {
  const example = exampleRecord({ seconds: 5 });
  return {
    ...example,
    totals: { ...example.totals, charged: chargesOf({ reference: 10, wall: 10 * ratio }) },
  };
}

test("what is usual is known after three trials; twice as slow as that, or twice as fast, is marked", () => {
  const speeds = new SpeedLog(temporaryFolder());
  for (const ratio of [1, 1.2, 1.1]) {
    expect(speeds.note(record(ratio)).speed).toMatchObject({ usual: null, isUnusual: false });
  }
  expect(speeds.note(record(1.3)).speed).toEqual({ wallPerReference: 1.3, usual: 1.1, isUnusual: false });
  expect(speeds.note(record(5)).speed).toMatchObject({ isUnusual: true });
  expect(speeds.note(record(0.4)).speed).toMatchObject({ isUnusual: true });
});

test("it is remembered from one program to the next, and a log that is damaged or cannot be written costs no record", () => {
  const home = temporaryFolder();
  for (const ratio of [1, 1, 1]) new SpeedLog(home).note(record(ratio));
  expect(new SpeedLog(home).note(record(3)).speed).toMatchObject({ usual: 1, isUnusual: true });
  writeFileSync(join(home, "speeds.json"), "{");
  expect(new SpeedLog(home).note(record(1)).speed).toMatchObject({ usual: null });
  const blocked = temporaryFolder();
  // No file can be written where a folder is.
  mkdirSync(join(blocked, "speeds.json"));
  expect(new SpeedLog(blocked).note(record(1)).speed).toMatchObject({ wallPerReference: 1 });
});

test("where the clock rules there is nothing to compare", () => {
  const speeds = new SpeedLog(temporaryFolder());
  expect(speeds.note({ ...record(1), measure: "wall" }).speed).toBeNull();
});
