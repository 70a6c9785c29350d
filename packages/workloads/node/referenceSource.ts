import { readFile } from "node:fs/promises";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";

const submissions = new URL("../../../submissions/", import.meta.url);

/** The reference submission of an algorithm. */
export async function referenceSource(algorithm: string): Promise<SubmissionSource> {
  const entry = `${algorithm}.ts`;
  return { entry, files: { [entry]: await readFile(new URL(entry, submissions), "utf8") } };
}
