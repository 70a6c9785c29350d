import { readFileSync } from "node:fs";
import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";

const baseline = readFileSync(new URL("../../submissions/nadamw_self.ts", import.meta.url), "utf8");

/** The self-tuning baseline under another name. */
export const textNamed = (name: string): string => baseline.replace('name: "nadamw_self"', `name: "${name}"`);

export const sourceNamed = (name: string): SubmissionSource => ({
  entry: `${name}.ts`,
  files: { [`${name}.ts`]: textNamed(name) },
});
