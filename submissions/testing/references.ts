import { fileURLToPath } from "node:url";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { referenceFiles, referenceSource } from "@steepest/core/submission/node/referenceFiles.ts";

/** submissions/, where every folder is an algorithm. */
export const folder = fileURLToPath(new URL("../", import.meta.url));

/** The names of all reference submissions, in their order. */
export const names: readonly string[] = [...referenceFiles(folder).keys()];

export const sourceOf = (name: string): SubmissionSource => referenceSource(folder, name);
