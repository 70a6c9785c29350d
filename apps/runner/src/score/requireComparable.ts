import { UserError } from "@steepest/base/userError.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import {
  comparableTerms,
  isBoardTerm,
  recordDifferences,
  termDifferences,
  trialIdentity,
} from "@steepest/core/score/comparable.ts";
import { suites } from "@steepest/workloads/catalogue.ts";
import { poolRepeats } from "./poolRepeats.ts";
import type { FiledRecord } from "./readRecords.ts";

/** Lines of details that an error shows. */
const shown = 8;

/**
 * The records that one board can be made of: each trial's once, repeats with other seeds as further studies. Throws a UserError that names files, field and values where two
 * records cannot be compared, where two differ and are of the same trial, and where a study has more trials than its ruleset allows.
 */
export function requireComparable(filed: readonly FiledRecord[]): {
  readonly records: readonly FiledRecord[];
  readonly notes: readonly string[];
} {
  requireTerms(filed);
  const once = onceEach(filed);
  const pooled = poolRepeats(once.records);
  requireTrials(pooled.records);
  return { records: pooled.records, notes: [...once.notes, ...pooled.notes] };
}

function requireTerms(filed: readonly FiledRecord[]): void {
  const [firstOfAll] = filed;
  const firstOf = new Map<string, FiledRecord>();
  const conflicts = new Map<string, string>();
  for (const { file, record } of filed) {
    const { id } = record.workload;
    const first = firstOf.get(id) ?? { file, record };
    firstOf.set(id, first);
    for (const [other, ofBoard] of [
      [firstOfAll, true],
      [first, false],
    ] as const) {
      if (other === undefined) continue;
      for (const { path, actual, wanted } of termDifferences(record, comparableTerms(other.record))) {
        const key = JSON.stringify([path, ofBoard ? "" : id, actual, wanted]);
        if (isBoardTerm(path) !== ofBoard || conflicts.has(key)) continue;
        const where = ofBoard ? "" : ` of ${id}`;
        conflicts.set(key, `${path}${where}: ${show(wanted)} in ${other.file}, ${show(actual)} in ${file}`);
      }
    }
  }
  if (conflicts.size === 0) return;
  throw conflict(
    "not-comparable",
    "These records cannot be scored together: they are not of the same task.",
    [...conflicts.values()],
    "Score those that agree by themselves (--ruleset takes the records of one ruleset), or run the others again.",
  );
}

function onceEach(filed: readonly FiledRecord[]): { records: FiledRecord[]; notes: string[] } {
  const known = new Map<string, FiledRecord>();
  const repeated: string[] = [];
  const conflicts: string[] = [];
  for (const each of filed) {
    const first = known.get(trialIdentity(each.record));
    if (first === undefined) {
      known.set(trialIdentity(each.record), each);
      continue;
    }
    const differences = recordDifferences(first.record, each.record);
    const pair = `${first.file} and ${each.file}`;
    if (differences.length === 0) repeated.push(pair);
    else {
      const more = differences.length > 3 ? `, … (${differences.length} fields)` : "";
      conflicts.push(`${pair}, ${trialName(each)}: differ in ${differences.slice(0, 3).join(", ")}${more}`);
    }
  }
  if (conflicts.length > 0) {
    throw conflict(
      "record-conflict",
      "A trial has two records that differ; a record counts once.",
      conflicts,
      "Leave out the one that is not to count. Runs with other seeds are pooled by themselves.",
    );
  }
  const notes = repeated.map((pair) => `${pair} are the same record: it counts once.`);
  return { records: [...known.values()], notes };
}

function requireTrials(filed: readonly FiledRecord[]): void {
  const studies = Map.groupBy(filed, ({ record: { submission, workload, study } }) =>
    JSON.stringify([submission.name, submission.version, workload.id, study]),
  );
  const conflicts = [...studies.values()].flatMap((trials) => {
    const [{ record } = { record: null }] = trials;
    if (record === null) return [];
    const { ruleset } = record.submission;
    const most = mostTrials(ruleset, record.workload.id);
    const distinct = new Set(trials.map(({ record: { trial } }) => trial)).size;
    if (trials.length <= most && distinct === trials.length) return [];
    const { name } = record.submission;
    const study = `${name}, ${record.workload.id}, study ${record.study}`;
    const files = trials.map(({ file }) => file).slice(0, shown);
    const said =
      trials.length > most
        ? `${trials.length} trials, the ${ruleset} ruleset has ${most}`
        : "a trial with several seeds in one folder";
    return [`${study}: ${said} (${files.join(", ")})`];
  });
  if (conflicts.length === 0) return;
  throw conflict(
    "too-many-trials",
    "A study has more trials than its ruleset allows.",
    conflicts,
    "Leave out the trials that are not to count: more trials are more chances. Runs with other seeds are pooled where each lies in a folder of its own.",
  );
}

/** Trials that a study of a workload has in the suites that hold it, or in any where none does. */
function mostTrials(ruleset: Ruleset, workload: string): number {
  const holding = suites.filter(({ workloads }) => workloads.includes(workload));
  return Math.max(
    ...(holding.length === 0 ? suites : holding).map(({ rulesets }) => rulesets[ruleset].trials),
  );
}

const trialName = ({ record: { submission, workload, study, trial } }: FiledRecord) =>
  `${submission.name}, ${workload.id}, study ${study}, trial ${trial}`;

const show = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));

const conflict = (code: string, what: string, lines: readonly string[], solution: string) =>
  new UserError({
    code,
    what,
    details: [
      ...lines.slice(0, shown),
      ...(lines.length > shown ? [`… ${lines.length - shown} more`] : []),
    ].join("\n"),
    solution,
  });
