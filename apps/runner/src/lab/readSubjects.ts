import { UserError } from "@steepest/base/userError.ts";
import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import type { Subject } from "@steepest/core/schema/labFile.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { HyperparameterPoint, HyperparameterValue } from "@steepest/core/schema/searchSpace.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { valueInDimension } from "@steepest/core/score/searchSpace/samplePoints.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { requirePassing } from "../check/requirePassing.ts";
import { closestWord } from "../cli/closestWord.ts";
import type { Io } from "../cli/io.ts";
import type { Tools } from "../openTools.ts";
import { readSubmission } from "../submission/readSubmission.ts";

/** The submissions that are looked at, each checked and at one point. */
export async function readSubjects(
  paths: readonly string[],
  set: readonly string[],
  io: Io,
  tools: Tools,
): Promise<{ readonly source: SubmissionSource; readonly subject: Subject }[]> {
  const all: { source: SubmissionSource; subject: Subject }[] = [];
  for (const path of paths) {
    const source = readSubmission(path, io.cwd);
    const manifest = requirePassing(await checkSubmission(source, tools), path, io);
    const { name, ruleset } = manifest;
    const subject = {
      name,
      version: submissionVersion(source),
      ruleset,
      hyperparameters: labPoint(manifest, set),
    };
    all.push({ source, subject });
  }
  return all;
}

/** The point of a submission that is looked at: its first fixed one or the middle of its search space, with what `--set` says instead. */
export function labPoint(
  { name, hyperparameters: space }: Manifest,
  set: readonly string[],
): HyperparameterPoint {
  const base: Record<string, HyperparameterValue> = Array.isArray(space)
    ? { ...space[0] }
    : Object.fromEntries(
        Object.entries(space).map(([key, dimension]) => [key, valueInDimension(dimension, 0.5)]),
      );
  for (const word of set) {
    const [key = "", ...rest] = word.split("=");
    const text = rest.join("=");
    if (!(key in base)) {
      const meant = closestWord(key, Object.keys(base));
      throw new UserError({
        code: "unknown-hyperparameter",
        what: `${name} has no hyperparameter ${key}.`,
        ...(meant === null ? {} : { details: `Did you mean ${meant}?` }),
        solution: `Choose from: ${Object.keys(base).join(", ")}.`,
      });
    }
    base[key] = parsedLike(text, base[key] as HyperparameterValue, word);
  }
  return base;
}

function parsedLike(text: string, like: HyperparameterValue, word: string): HyperparameterValue {
  if (typeof like === "string" && text !== "") return text;
  if (typeof like === "boolean" && (text === "true" || text === "false")) return text === "true";
  if (typeof like === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  throw new UserError({
    code: "wrong-value",
    what: `--set ${word} gives no ${typeof like}.`,
    solution: `Write it like --set ${word.split("=")[0]}=${like}.`,
  });
}
