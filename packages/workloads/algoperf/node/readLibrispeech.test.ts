import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flacOf } from "../../testing/flacOf.ts";
import { readLibrispeech } from "./readLibrispeech.ts";

const samples = Int16Array.from({ length: 900 }, (_, at) => ((at * 7919) % 65_536) - 32_768);
let directory: string;

const write = async (name: string, content: string | Uint8Array) => {
  await mkdir(dirname(join(directory, name)), { recursive: true });
  await writeFile(join(directory, name), content);
};
const chapter = "dev-clean/84/121123/84-121123";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steepest-librispeech-"));
  await write(`${chapter}.trans.txt`, `84-121123-0000 GO DO YOU HEAR\n84-121123-0001 ${"BUT ".repeat(65)}\n`);
  await write(`${chapter}-0000.flac`, flacOf(samples, 16_000));
  await write(`${chapter}-0001.flac`, flacOf(samples.subarray(0, 100), 16_000));
  await write("dev-other/1/2/1-2.trans.txt", "1-2-0000 HI\n");
});
afterAll(() => rm(directory, { recursive: true }));

const all = async (split: "validation" | "test") => {
  const found = [];
  for await (const utterance of readLibrispeech(directory, split)) found.push(utterance);
  return found;
};

test("reads FLAC and WAV with their transcripts and leaves out what AlgoPerf leaves out", async () => {
  const header = new DataView(new ArrayBuffer(44));
  for (const [at, tag] of [
    [0, "RIFF"],
    [8, "WAVE"],
    [12, "fmt "],
    [36, "data"],
  ] as const)
    for (const [place, letter] of [...tag].entries()) header.setUint8(at + place, letter.charCodeAt(0));
  for (const [at, value] of [
    [16, 16],
    [24, 16_000],
    [28, 32_000],
    [40, 6],
  ] as const)
    header.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    header.setUint16(at, value, true);
  const sound = new Uint8Array(50);
  sound.set(new Uint8Array(header.buffer));
  sound.set([1, 0, 255, 255, 0, 128], 44);
  await write("dev-other/1/2/1-2-0000.wav", sound);
  const [first, second, ...others] = await all("validation");
  expect(first).toEqual({ id: "84-121123-0000", samples, transcript: "GO DO YOU HEAR" });
  expect(second).toEqual({ id: "1-2-0000", samples: Int16Array.of(1, -1, -32_768), transcript: "HI" });
  expect(others).toEqual([]);
});

test("a missing part, missing audio and another sampling rate are refused", async () => {
  await expect(all("test")).rejects.toMatchObject({ code: "librispeech-missing" });
  await write("test-clean/1/2/1-2.trans.txt", "1-2-0000 HI\n");
  await expect(all("test")).rejects.toMatchObject({ code: "librispeech-missing" });
  await write("test-clean/1/2/1-2-0000.flac", flacOf(samples, 8_000));
  await expect(all("test")).rejects.toMatchObject({ code: "bad-audio" });
});
