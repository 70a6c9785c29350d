import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { UserError } from "@steepest/base/userError.ts";
import type { LabelledGraphs } from "../../tasks/labelledGraphs.ts";
import { ogbgGraphs } from "../ogbg.ts";
import { parseCsvNumbers } from "../parseCsvNumbers.ts";

const splitFiles = { train: "train", validation: "valid", test: "test" } as const;

/** The three splits of an OGB folder (`ogbg_molpcba` with `raw/` and `split/scaffold/`), every file as `.csv.gz` or `.csv`. */
export async function readOgbg(
  directory: string,
): Promise<Readonly<Record<keyof typeof splitFiles, LabelledGraphs>>> {
  const tables = {
    nodeCounts: await readCsv(directory, "raw/num-node-list.csv"),
    edgeCounts: await readCsv(directory, "raw/num-edge-list.csv"),
    nodeFeatures: await readCsv(directory, "raw/node-feat.csv"),
    edgeFeatures: await readCsv(directory, "raw/edge-feat.csv"),
    edges: await readCsv(directory, "raw/edge.csv"),
    labels: await readCsv(directory, "raw/graph-label.csv"),
  };
  const split = async (name: keyof typeof splitFiles) =>
    ogbgGraphs(tables, await readCsv(directory, `split/scaffold/${splitFiles[name]}.csv`));
  return {
    train: await split("train"),
    validation: await split("validation"),
    test: await split("test"),
  };
}

async function readCsv(directory: string, name: string): Promise<Float32Array> {
  const path = join(directory, name);
  if (existsSync(`${path}.gz`)) {
    return parseCsvNumbers(await promisify(gunzip)(await readFile(`${path}.gz`)), name);
  }
  if (existsSync(path)) return parseCsvNumbers(await readFile(path), name);
  throw new UserError({
    code: "ogbg-missing",
    what: `There is no ${name}.gz in ${directory}.`,
    solution:
      "Give the folder of ogbg-molpcba as OGB publishes it: raw/*.csv.gz and split/scaffold/*.csv.gz.",
  });
}
