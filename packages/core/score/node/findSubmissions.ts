import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import type { Ruleset } from "../../schema/ruleset.ts";
import { type LogNotes, logFolder } from "./logFolder.ts";

const layout = "<submission>/study_<i>/<workload>_<framework>/trial_<j>/eval_measurements.csv";
/** AlgoPerf's folder of a ruleset's submissions. */
const rulesetFolder: Readonly<Record<Ruleset, string>> = { external: "external_tuning", self: "self_tuning" };
/** How far below the given folder submissions are looked for (logs/external_tuning/<submission> is 3). */
const depth = 5;

/** A study's folder is called by this, a trial's by `trialName`; the number is a label. */
export const studyName = /^study_(\d+)$/;
export const trialName = /^trial_(\d+)$/;

/**
 * The folders that hold `study_<i>`, from `root` (absolute) downwards, in order of name; throws UserError where there is none. Of two
 * rulesets' folders side by side the one asked for is looked through (`external` where none is asked for).
 */
export function findSubmissions(root: string, asked: Ruleset | undefined, notes: LogNotes): string[] {
  const ruleset = asked ?? "external";
  const other = rulesetFolder[ruleset === "self" ? "external" : "self"];
  if (asked !== undefined && basename(root) === other) {
    throw logError(`${root} holds the logs of the other ruleset.`, `--ruleset ${asked} was asked for`);
  }
  const look = (directory: string, above: readonly string[]): string[] => {
    const { folders, files } = logFolder(directory);
    if (folders.some((name) => studyName.test(name))) return [directory];
    const real = realpathSync(directory);
    // A link that leads back up would be followed for ever.
    if (above.length === depth || above.includes(real)) return [];
    const isOther = (name: string) =>
      name === other && (asked !== undefined || folders.includes(rulesetFolder[ruleset]));
    const inside = folders
      .filter((name) => !name.startsWith("."))
      .map((name) => ({ name, found: isOther(name) ? [] : look(join(directory, name), [...above, real]) }));
    if (inside.every(({ found }) => found.length === 0)) return [];
    // Only beside submissions does it say something that there is none.
    for (const { name, found } of inside) {
      const reason = isOther(name)
        ? `not read, logs of the other ruleset (--ruleset ${ruleset === "self" ? "external" : "self"} reads them)`
        : "not read, no study_<i> is in it";
      if (found.length === 0) notes.add(reason, name);
    }
    for (const name of folders.filter((name) => name.startsWith(".")))
      notes.add("not read, hidden folders", name);
    for (const name of files) notes.add("not read, files where submissions are", name);
    return inside.flatMap(({ found }) => found);
  };
  const submissions = look(root, []);
  if (submissions.length === 0) throw logError(`${root} holds no AlgoPerf logs.`, hint(root));
  const names = submissions.map((path) => basename(path));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return submissions;
  const places = submissions.filter((path) => basename(path) === twice).join(" and ");
  throw logError(`Two submissions below ${root} are called ${twice}.`, places);
}

function hint(root: string): string {
  const { folders } = logFolder(root);
  const inside = studyName.test(basename(root)) || folders.some((name) => trialName.test(name));
  return inside
    ? "this is inside a submission's folder; give the folder that holds study_0, study_1, …, or one above"
    : `it holds ${folders.length === 0 ? "no folders" : folders.slice(0, 5).join(", ")}`;
}

export const logError = (what: string, details: string) =>
  new UserError({
    code: "algoperf-logs",
    what,
    ...(details === "" ? {} : { details }),
    solution: `Give a folder with the layout ${layout}, such as AlgoPerf's logs/external_tuning or one submission in it.`,
  });
