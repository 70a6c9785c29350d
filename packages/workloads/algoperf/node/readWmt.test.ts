import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { endId } from "../../text/subwords.ts";
import { wmtData } from "../wmt.ts";
import { readWmt } from "./readWmt.ts";

async function directoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "wmt-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return directory;
}

const files = {
  "train.de": "Wiederaufnahme der Sitzungsperiode\n\nVielen Dank.\r\n",
  "train.en": "Resumption of the session\nEmpty on the other side\nThank you.\r\n",
  "validation.de": "Vielen Dank.\n",
  "validation.en": "Thank you.\n",
  "test.de": "Danke.\n",
  "test.en": "Thanks.",
};

test("reads aligned sentences and makes ids of one vocabulary", async () => {
  const text = await readWmt(await directoryWith(files));
  expect(text.train).toEqual([
    ["Wiederaufnahme der Sitzungsperiode", "Resumption of the session"],
    ["Vielen Dank.", "Thank you."],
  ]);
  expect(text.test).toEqual([["Danke.", "Thanks."]]);
  const { vocabulary, train, validation } = wmtData(
    { ...text, train: Array.from({ length: 5 }, () => text.train).flat() },
    { vocabulary: 60, longest: 256 },
  );
  expect(train.sources).toHaveLength(10);
  expect(vocabulary.decode(train.sources[0] ?? [])).toBe("Wiederaufnahme der Sitzungsperiode");
  expect(vocabulary.decode(validation.targets[0] ?? [])).toBe("Thank you.");
  expect(validation.references).toEqual(["Thank you."]);
});

test("cuts judged sentences to the positions that the model has, and leaves references whole", () => {
  const sentence = Array.from({ length: 300 }, () => "Danke").join(" ");
  const pairs: [string, string][] = [[sentence, sentence]];
  const data = wmtData({ train: pairs, validation: pairs, test: pairs }, { vocabulary: 30, longest: 256 });
  for (const { sources, targets, references } of [data.validation, data.test]) {
    expect([sources[0]?.length, targets[0]?.length]).toEqual([256, 256]);
    expect(sources[0]?.at(-1)).toBe(endId);
    expect(references).toEqual([sentence]);
  }
});

test("refuses files of different lengths and a missing file, naming them", async () => {
  const unaligned = await directoryWith({ ...files, "train.en": "one line\n" });
  await expect(readWmt(unaligned)).rejects.toEqual(
    expect.objectContaining({
      code: "parallel-text-lengths",
      message: "train.de and train.en are not aligned.",
    }),
  );
  const { "test.en": _, ...without } = files;
  await expect(readWmt(await directoryWith(without))).rejects.toEqual(
    expect.objectContaining({ code: "wmt-file-missing" }),
  );
});
