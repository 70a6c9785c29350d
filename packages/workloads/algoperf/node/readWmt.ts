import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { parallelText } from "../parallelText.ts";
import type { WmtText } from "../wmt.ts";

/**
 * WMT's text from a directory: `train`, `validation` and `test`, each as two aligned files that end in the languages, by default
 * `train.de` and `train.en` (AlgoPerf translates from German to English).
 */
export async function readWmt(
  directory: string,
  [from, to]: readonly [string, string] = ["de", "en"],
): Promise<WmtText> {
  const split = async (name: string) => {
    const names = [`${name}.${from}`, `${name}.${to}`] as const;
    const [source, target] = await Promise.all(names.map((file) => read(join(directory, file))));
    return parallelText(source as string, target as string, names);
  };
  return { train: await split("train"), validation: await split("validation"), test: await split("test") };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UserError({
      code: "wmt-file-missing",
      what: `${path} cannot be read.`,
      details: error instanceof Error ? error.message : String(error),
      solution:
        "Put train, validation and test there, each as two aligned files named by language (train.de, train.en).",
    });
  }
}
