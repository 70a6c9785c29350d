import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { endId } from "../../text/subwords.ts";
import { finewebeduData } from "../finewebedu.ts";
import { readTextShards } from "./readTextShards.ts";

async function directoryWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "shards-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const folder of ["train", "val"]) await mkdir(join(directory, folder));
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  return directory;
}

test("reads shards in the order of their names, JSON lines, plain text and gzipped", async () => {
  const documents = await readTextShards(
    await directoryWith({
      "train/b.txt": "Third.\nStill third.\n\nFourth.\n",
      "train/a.jsonl.gz": gzipSync('{"text": "First.", "score": 3}\n{"text": "Second."}\n'),
      "train/notes.md": "not a shard",
      "val/a.jsonl": '{"text": "Held out."}',
    }),
  );
  expect(documents).toEqual({
    train: ["First.", "Second.", "Third.\nStill third.", "Fourth.\n"],
    validation: ["Held out."],
  });
  const data = finewebeduData({ ...documents, train: Array(5).fill("Held out.") as string[] }, 40);
  expect([...data.train].filter((id) => id === endId)).toHaveLength(5);
  expect(data.test).toBe(data.validation);
  expect(data.train.length).toBe(5 * data.validation.length);
});

test("refuses a line that holds no text, and a folder without shards", async () => {
  const broken = await directoryWith({ "train/a.jsonl": '{"text": "x"}\n{"txt": 1}\n', "val/a.txt": "x" });
  await expect(readTextShards(broken)).rejects.toEqual(
    expect.objectContaining({
      code: "text-shard-line",
      message: "a.jsonl:2 is not an object with a `text`.",
    }),
  );
  const empty = await directoryWith({ "train/a.txt": "x" });
  await expect(readTextShards(empty)).rejects.toEqual(
    expect.objectContaining({ code: "text-shards-missing" }),
  );
});
