import { fileURLToPath } from "node:url";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { referenceSource as read, referenceFiles } from "@steepest/core/submission/node/referenceFiles.ts";

/** submissions/ of the repository. */
export const submissionsFolder = fileURLToPath(new URL("../../../submissions/", import.meta.url));

/** The reference submission of a name. */
export const referenceSource = (name: string): SubmissionSource => read(submissionsFolder, name);

/** The names of all reference submissions. */
export const referenceNames = (): string[] => [...referenceFiles(submissionsFolder).keys()];
