import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brown } from "../datasets/brown/dataset.ts";
import { httpDataReader } from "../httpDataReader.ts";
import { ensureData } from "./ensureData.ts";
import { prepareData } from "./prepareData.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "steepest-data-"));
});
afterAll(() => rm(directory, { recursive: true }));

const serve = (change: (bytes: Uint8Array<ArrayBuffer>) => void) => async (url: string) => {
  const bytes = new Uint8Array(await readFile(join(directory, new URL(url).pathname)));
  change(bytes);
  return new Response(bytes);
};

test("builds the pinned files once, also when two ask at the same time", async () => {
  const messages: string[] = [];
  const onProgress = (message: string) => messages.push(message);
  const [read] = await Promise.all([
    prepareData("brown_lm", { directory, onProgress }),
    prepareData("brown_lm", { directory }),
  ]);
  expect((await readdir(join(directory, "brown"))).sort()).toEqual(
    brown.files.map(({ name }) => name).sort(),
  );
  expect((await read("validation.bin")).length).toBe(305_704);
  await prepareData("brown_lm", { directory, onProgress });
  expect(messages).toEqual([`preparing ${brown.card.name}`]);
});

test("the HTTP reader gives the same bytes and refuses changed ones", async () => {
  const read = httpDataReader("brown_lm", "http://data/", { fetch: serve(() => {}) });
  const local = await prepareData("brown_lm", { directory });
  expect(await read("test.bin")).toEqual(await local("test.bin"));
  const damaged = httpDataReader("brown_lm", "http://data", {
    fetch: serve((bytes) => {
      bytes[7] = 90;
    }),
  });
  await expect(damaged("test.bin")).rejects.toThrow(UserError);
  const missing = httpDataReader("brown_lm", "http://data", {
    fetch: async () => new Response(null, { status: 404 }),
  });
  await expect(missing("test.bin")).rejects.toMatchObject({ code: "data-unavailable" });
});

test("a damaged or cut file is refused with the way out", async () => {
  const path = join(directory, "brown", "validation.bin");
  const read = await prepareData("brown_lm", { directory });
  const bytes = await readFile(path);
  await writeFile(path, bytes.with(3, 90));
  await expect(read("validation.bin")).rejects.toMatchObject({
    code: "data-mismatch",
    solution: `Delete ${join(directory, "brown")} and try again: it is built anew.`,
  });
  await writeFile(path, bytes.subarray(1));
  await expect(read("validation.bin")).rejects.toMatchObject({ code: "data-mismatch" });
});

test("an unknown workload is refused", async () => {
  await expect(prepareData("brown", { directory })).rejects.toMatchObject({ code: "unknown-workload" });
});

test("ensuring the data finds damaged files and builds them anew", async () => {
  const path = join(directory, "brown", "validation.bin");
  await prepareData("brown_lm", { directory });
  await writeFile(path, "no text");
  const messages: string[] = [];
  await ensureData("brown_lm", { directory, onProgress: (message) => messages.push(message) });
  expect((await readFile(path)).length).toBe(305_704);
  expect(messages[0]).toContain("damaged");
  messages.length = 0;
  await ensureData("brown_lm", { directory, onProgress: (message) => messages.push(message) });
  expect(messages).toEqual([]);
});
