import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import type { Utterances } from "../../tasks/speechRecognition.ts";
import { bandCount } from "./dataset.ts";
import { classOf } from "./phones.ts";

/** The four sets of the prepared speech. */
export async function loadFlite(
  read: ReadDataFile,
): Promise<Record<"train" | "validation" | "test" | "unseen", Utterances>> {
  const split = async (name: string): Promise<Utterances> => {
    const table = new TextDecoder().decode(await read(`${name}.tsv`));
    const rows = table
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t") as [string, string, string, string]);
    return {
      features: await read(`${name}-features.bin`),
      bands: bandCount,
      frames: Int32Array.from(rows, ([, , frames]) => Number(frames)),
      labels: rows.map(([, , , phones]) =>
        Int32Array.from(phones.split(" "), (phone) => classOf(phone) as number),
      ),
    };
  };
  return {
    train: await split("train"),
    validation: await split("validation"),
    test: await split("test"),
    unseen: await split("unseen"),
  };
}
