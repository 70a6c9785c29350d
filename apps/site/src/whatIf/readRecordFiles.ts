import type { BoardStudies } from "@steepest/core/schema/api/boards.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import { type Milestone, studyMilestones } from "@steepest/core/score/milestones.ts";
import type { WhatIf } from "@steepest/core/score/whatIf.ts";

/** What files of records hold of one submission, as far as a board is asked where it would stand. */
export interface ReadRecordFiles {
  readonly added: WhatIf["added"];
  /** How many records were taken. */
  readonly records: number;
  readonly problems: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/**
 * Study times out of record files (what `steepest run` writes) or exports (JSON lines). It reads only what it needs, by hand, since it runs in the page;
 * nothing of it is kept or sent, and an upload is checked in full.
 */
export function readRecordFiles(
  files: readonly { readonly name: string; readonly text: string }[],
  board: BoardStudies,
): ReadRecordFiles {
  const problems: string[] = [];
  const [, ruleset, hardwareClass] = board.id.split(".");
  const records = files.flatMap(({ name, text }) =>
    documentsIn(name, text, problems).map((record) => ({ name, record })),
  );
  const studies = new Map<string, Map<number, number | null>>();
  const reached = new Map<string, Map<number, Milestone[][]>>();
  const directions = new Map<string, "min" | "max">();
  const names = new Set<string>();
  let taken = 0;
  for (const { name, record } of records) {
    const [submission, workload] = [fieldsOf(record["submission"]), fieldsOf(record["workload"])];
    const column = board.workloads.find(({ id }) => id === workload["id"]);
    const problem =
      record["format"] !== "steepest-record/2"
        ? "is no Steepest record of this version"
        : submission["ruleset"] !== ruleset
          ? `is of the ruleset ${submission["ruleset"]}, the board of ${ruleset}`
          : fieldsOf(record["environment"])["hardwareClass"] !== hardwareClass
            ? `is of the hardware class ${fieldsOf(record["environment"])["hardwareClass"]}, the board of ${hardwareClass}`
            : column === undefined
              ? `is of ${workload["id"]}, which the board does not have`
              : column.target !== workload["target"]
                ? `has the target ${workload["target"]}, the board ${column.target}`
                : null;
    if (problem !== null || column === undefined) {
      problems.push(`${name} ${problem}.`);
      continue;
    }
    taken++;
    names.add(String(submission["name"]));
    const own = studies.get(column.id) ?? new Map<number, number | null>();
    studies.set(column.id, own);
    const study = Number(record["study"]);
    const trials = reached.get(column.id) ?? new Map<number, Milestone[][]>();
    reached.set(column.id, trials);
    trials.set(study, [...(trials.get(study) ?? []), evaluationsOf(record)]);
    directions.set(column.id, fieldsOf(workload["metric"])["direction"] === "max" ? "max" : "min");
    const time = fieldsOf(fieldsOf(record["timeToTarget"])["charged"])[board.measure];
    const known = own.get(study) ?? Number.POSITIVE_INFINITY;
    own.set(study, typeof time === "number" && time < known ? time : (own.get(study) ?? null));
  }
  if (names.size > 1)
    problems.push(`These are records of ${[...names].join(" and ")}: give those of one submission.`);
  const [submission] = names;
  return {
    records: taken,
    problems: [...new Set(problems)].slice(0, 8),
    added:
      submission === undefined || names.size > 1
        ? null
        : {
            submission: submission.slice(0, 60),
            times: Object.fromEntries([...studies].map(([id, own]) => [id, [...own.values()]])),
            milestones: Object.fromEntries(
              [...reached].map(([id, own]) => [
                id,
                [...own.values()].map((trials) =>
                  studyMilestones(trials, directions.get(id) ?? "min", board.measure),
                ),
              ]),
            ),
          },
  };
}

/** What a record's evaluations gave, and when. */
function evaluationsOf(record: Fields): Milestone[] {
  const name = String(fieldsOf(fieldsOf(record["workload"])["metric"])["name"]);
  const evaluations = Array.isArray(record["evaluations"]) ? record["evaluations"] : [];
  return evaluations.flatMap((evaluation) => {
    const value = fieldsOf(fieldsOf(evaluation)["validation"])[name];
    const charged = fieldsOf(fieldsOf(evaluation)["charged"]);
    const number = (measure: string) => (typeof charged[measure] === "number" ? charged[measure] : null);
    if (typeof value !== "number") return [];
    const counted = Object.keys(measures).map((measure) => [measure, number(measure)]);
    return [{ value, charged: Object.fromEntries(counted) as Milestone["charged"] }];
  });
}

/** One document, or one on each line; the lines of an export that are no records are left out. */
function documentsIn(name: string, text: string, problems: string[]): Fields[] {
  try {
    return [fieldsOf(JSON.parse(text))];
  } catch {
    // Not one document: an export has many.
  }
  try {
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => fieldsOf(JSON.parse(line)))
      .filter((document) => !String(document["format"]).startsWith("steepest-export-"));
  } catch {
    problems.push(`${name} is not JSON.`);
    return [];
  }
}
