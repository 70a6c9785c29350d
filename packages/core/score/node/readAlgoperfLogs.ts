import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Ruleset } from "../../schema/ruleset.ts";
import { UserError } from "../../schema/userError.ts";
import type { AlgoperfTrial } from "../algoperf/algoperfTrial.ts";
import { parseMeasurements } from "../algoperf/parseMeasurements.ts";
import type { AlgoperfWorkload } from "../algoperf/targets.ts";

const layout = "<submission>/study_<i>/<workload>_<framework>/trial_<j>/eval_measurements.csv";
const studyName = /^study_(\d+)$/;
const trialName = /^trial_(\d+)$/;
/** How far below the given folder submissions are looked for (logs/external_tuning/<submission> is 3). */
const depth = 5;

export interface AlgoperfLogs {
  readonly trials: readonly AlgoperfTrial[];
  /** What was found but not read, in words: shown to the user, never silently dropped. */
  readonly notes: readonly string[];
}

/**
 * Reads AlgoPerf's logs from a folder of submissions (such as `external_tuning`), one submission's folder
 * (`study_*` inside), or a folder above. Where both tuning rulesets lie below, the one asked for is read.
 */
export function readAlgoperfLogs(options: {
  readonly directory: string;
  readonly workloads: readonly AlgoperfWorkload[];
  readonly ruleset: Ruleset;
}): AlgoperfLogs {
  const { directory, ruleset } = options;
  const root = resolve(directory);
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw logError(`There is no folder ${directory}.`, `looked for ${root}`);
  }
  const submissions = findSubmissions(root, depth, ruleset === "self" ? "external_tuning" : "self_tuning");
  if (submissions.length === 0) throw logError(`${directory} holds no AlgoPerf logs.`, hint(root));
  const names = submissions.map((path) => basename(path));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) {
    const places = submissions.filter((path) => basename(path) === twice).join(" and ");
    throw logError(`Two submissions below ${directory} are called ${twice}.`, places);
  }
  const workloads = new Map(options.workloads.map((workload) => [workload.id, workload]));
  const skipped = new Map<string, number>();
  const trials = submissions.flatMap((path) => readSubmission(path, workloads, skipped));
  if (trials.length === 0) {
    throw logError(
      `No log below ${directory} is of a workload in the targets file.`,
      [...skipped.keys()].join("; "),
    );
  }
  return { trials, notes: [...skipped].map(([what, count]) => `${what} (${count} folders not read)`) };
}

/** Folders that hold `study_*`, in order of name. */
function findSubmissions(directory: string, levels: number, otherRuleset: string): string[] {
  const names = folders(directory);
  if (names.some((name) => studyName.test(name))) return [directory];
  if (levels === 0) return [];
  return names
    .filter((name) => name !== otherRuleset)
    .flatMap((name) => findSubmissions(join(directory, name), levels - 1, otherRuleset));
}

function readSubmission(
  path: string,
  workloads: ReadonlyMap<string, AlgoperfWorkload>,
  skipped: Map<string, number>,
): AlgoperfTrial[] {
  const submission = basename(path);
  const skip = (what: string) => skipped.set(what, (skipped.get(what) ?? 0) + 1);
  const trials: AlgoperfTrial[] = [];
  for (const study of folders(path).filter((name) => studyName.test(name))) {
    const seen = new Set<string>();
    for (const folder of folders(join(path, study))) {
      if (trialName.test(folder)) {
        skip(`${submission}: trials outside a workload's folder`);
        continue;
      }
      const workload = workloads.get(folder) ?? workloads.get(folder.replace(/_[^_]+$/, ""));
      if (!workload) {
        skip(`${folder}: not a scored workload`);
        continue;
      }
      if (seen.has(workload.id)) {
        throw logError(
          `${submission}/${study} holds ${workload.id} twice.`,
          "one framework per submission is scored",
        );
      }
      seen.add(workload.id);
      for (const name of folders(join(path, study, folder))) {
        const file = join(path, study, folder, name, "eval_measurements.csv");
        if (!trialName.test(name) || !existsSync(file)) {
          skip(`${submission}: folders of ${workload.id} without an eval_measurements.csv`);
          continue;
        }
        trials.push({
          submission,
          workload: workload.id,
          study: Number(studyName.exec(study)?.[1]),
          trial: Number(trialName.exec(name)?.[1]),
          reached: parseMeasurements(readFileSync(file, "utf8"), workload),
        });
      }
    }
  }
  return trials;
}

/** In natural order, so that study_10 comes after study_9. */
const folders = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

function hint(root: string): string {
  const names = folders(root);
  const inside = studyName.test(basename(root)) || names.some((name) => trialName.test(name));
  return inside
    ? "this is inside a submission's folder; give the folder that holds study_0, study_1, …, or one above"
    : `it holds ${names.length === 0 ? "no folders" : names.slice(0, 5).join(", ")}`;
}

const logError = (what: string, details: string) =>
  new UserError({
    code: "algoperf-logs",
    what,
    ...(details === "" ? {} : { details }),
    solution: `Give a folder with the layout ${layout}, such as AlgoPerf's logs/external_tuning or one submission in it.`,
  });
