import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Ruleset } from "../../schema/ruleset.ts";
import type { AlgoperfTrial } from "../algoperf/algoperfScore.ts";
import { parseMeasurements } from "../algoperf/parseMeasurements.ts";
import type { AlgoperfWorkload } from "../algoperf/targets.ts";
import type { MissingStudies } from "../studyTimes.ts";
import { findSubmissions, logError, studyName, trialName } from "./findSubmissions.ts";
import { LogNotes, logFolder } from "./logFolder.ts";

const logName = "eval_measurements.csv";
/** Trials that a study may have: the rules' five, and one where nothing is tuned from outside. */
const mostTrials: Readonly<Record<Ruleset, number>> = { external: 5, self: 1 };

export interface AlgoperfLogs {
  readonly trials: readonly AlgoperfTrial[];
  /** What was found and not read, or counts for nothing, in words: shown to the user, never silently dropped. */
  readonly notes: readonly string[];
}

interface Options {
  readonly directory: string;
  readonly workloads: readonly AlgoperfWorkload[];
  /** Default: that of the folder, `external` where both lie below it. */
  readonly ruleset?: Ruleset | undefined;
  /** What a trial's folder without a log is: a trial that never reached (`strict`, the default), or nothing. */
  readonly missing?: MissingStudies;
}

/**
 * Reads AlgoPerf's logs from a folder of submissions (such as `external_tuning`), one submission's folder
 * (`study_*` inside), or a folder above. Throws UserError where there are none, where two folders claim to be the same trial,
 * study or workload, and where no log of a workload has the metric of its target.
 */
export function readAlgoperfLogs(options: Options): AlgoperfLogs {
  const root = resolve(options.directory);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw logError(`There is no folder ${options.directory}.`, `looked for ${root}`);
  }
  const notes = new LogNotes();
  const reader = new LogReader(options, notes);
  for (const path of findSubmissions(root, options.ruleset, notes)) reader.readSubmission(path);
  reader.requireMetrics();
  if (reader.trials.length === 0) {
    throw logError(
      `No log below ${options.directory} is of a workload in the targets file.`,
      notes.lines().join("; "),
    );
  }
  return { trials: reader.trials, notes: notes.lines() };
}

/** A folder of a workload's trials within a study. */
interface WorkloadFolder {
  readonly name: string;
  /** From the submission on, for people. */
  readonly place: string;
  readonly trials: readonly { readonly name: string; readonly label: string; readonly text: string | null }[];
}

class LogReader {
  readonly trials: AlgoperfTrial[] = [];
  readonly #workloads: ReadonlyMap<string, AlgoperfWorkload>;
  readonly #missing: MissingStudies;
  readonly #ruleset: Ruleset | undefined;
  readonly #notes: LogNotes;
  /** By workload the columns of the logs that lack its metric; null once one has it. */
  readonly #withoutMetric = new Map<string, readonly string[] | null>();

  constructor({ workloads, missing = "strict", ruleset }: Options, notes: LogNotes) {
    this.#workloads = new Map(workloads.map((workload) => [workload.id, workload]));
    this.#missing = missing;
    this.#ruleset = ruleset;
    this.#notes = notes;
  }

  readSubmission(path: string): void {
    const submission = basename(path);
    const ruleset = this.#ruleset ?? rulesetOf(path);
    const { folders, files } = logFolder(path);
    for (const name of files) this.#notes.add("not read, files where studies are", `${submission}/${name}`);
    const studies = this.#numbered(folders, studyName, submission);
    /** By workload the folder's name in the first study that has it. */
    const frameworks = new Map<string, WorkloadFolder>();
    for (const [study, { name }] of studies.entries()) {
      for (const [workload, folder] of this.#workloadFolders(join(path, name), `${submission}/${name}`)) {
        const first = frameworks.get(workload.id) ?? folder;
        if (hasLog(folder)) frameworks.set(workload.id, first);
        if (hasLog(folder) && first.name !== folder.name) {
          throw twoFolders(submission, workload.id, first, folder);
        }
        this.#requireTrials(folder, ruleset);
        this.#readTrials({ submission, workload: workload.id, study }, workload, folder);
      }
    }
  }

  /** Folders called by a name and a number; two spellings of one number are a conflict, all else is noted. */
  #numbered(folders: readonly string[], pattern: RegExp, place: string): { name: string; label: string }[] {
    const kind = pattern === studyName ? "study" : "trial";
    const found = new Map<string, string>();
    for (const name of folders) {
      const label = pattern.exec(name)?.[1]?.replace(/^0+(?=\d)/, "");
      if (label === undefined) {
        const reason = `not read, a ${kind}'s folder is called ${kind}_<number>`;
        this.#notes.add(reason, `${place}/${name}`);
        continue;
      }
      const other = found.get(label);
      if (other !== undefined) {
        throw logError(
          `${place} holds ${kind} ${label} twice.`,
          `${other} and ${name}; a ${kind} counts once`,
        );
      }
      found.set(label, name);
    }
    return [...found].map(([label, name]) => ({ name, label }));
  }

  /** By scored workload the one folder of its trials; of several the one that has logs. */
  #workloadFolders(path: string, place: string): Map<AlgoperfWorkload, WorkloadFolder> {
    const { folders, files } = logFolder(path);
    for (const name of files) this.#notes.add("not read, files where workloads are", `${place}/${name}`);
    if (folders.length === 0) this.#notes.add("left out, no workload is in it", place);
    const found = new Map<AlgoperfWorkload, WorkloadFolder>();
    for (const name of folders) {
      const workload = this.#workloads.get(name) ?? this.#workloads.get(name.replace(/_(jax|pytorch)$/, ""));
      if (!workload) {
        const reason = trialName.test(name)
          ? "not read, trials outside a workload's folder"
          : `not read, ${name} is no scored workload`;
        this.#notes.add(reason, `${place}/${name}`);
        continue;
      }
      const folder = this.#workloadFolder(join(path, name), `${place}/${name}`);
      if (folder.trials.length === 0) {
        this.#notes.add("left out, no trial is in it", folder.place);
        continue;
      }
      const other = found.get(workload);
      if (other !== undefined && hasLog(other) && hasLog(folder)) {
        throw twoFolders(place, workload.id, other, folder);
      }
      const leftover = other === undefined ? undefined : hasLog(folder) ? other : folder;
      if (leftover !== undefined)
        this.#notes.add("left out, another folder has the workload's logs", leftover.place);
      if (leftover !== folder) found.set(workload, folder);
    }
    return found;
  }

  #workloadFolder(path: string, place: string): WorkloadFolder {
    const { folders, files } = logFolder(path);
    // AlgoPerf keeps a workload's own logs here, one a launch.
    const others = files.filter((name) => !name.endsWith(".log"));
    for (const name of others) this.#notes.add("not read, files where trials are", `${place}/${name}`);
    const trials = this.#numbered(folders, trialName, place).map(({ name, label }) => ({
      name,
      label,
      text: this.#log(join(path, name), `${place}/${name}`),
    }));
    return { name: basename(path), place, trials };
  }

  /** The text of a trial's log; null where it has none, which is noted. */
  #log(path: string, place: string): string | null {
    const { folders, files } = logFolder(path);
    if (files.includes(logName)) {
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(join(path, logName)));
      } catch (error) {
        // A link that leads nowhere.
        if ((error as NodeJS.ErrnoException).code === "ENOENT")
          return this.#noLog(place, [`${logName}, a broken link`]);
        const why = error instanceof Error ? error.message : String(error);
        throw logError(`${place}/${logName} cannot be read.`, why);
      }
    }
    return this.#noLog(place, [...folders.map((name) => `${name}/`), ...files]);
  }

  #noLog(place: string, held: readonly string[]): null {
    const counts = this.#missing === "strict" ? "counts as not reached" : "left out";
    const holds = held.length === 0 ? "" : ` (it holds ${held.slice(0, 3).join(", ")})`;
    this.#notes.add(`${counts}, has no ${logName}`, `${place}${holds}`);
    return null;
  }

  #readTrials(
    place: Pick<AlgoperfTrial, "submission" | "workload" | "study">,
    workload: AlgoperfWorkload,
    folder: WorkloadFolder,
  ): void {
    for (const { name, label, text } of folder.trials) {
      if (text === null && this.#missing === "lenient") continue;
      const reached = text === null ? null : this.#measurements(text, workload, `${folder.place}/${name}`);
      this.trials.push({ ...place, trial: Number(label), reached });
    }
  }

  #requireTrials({ place, trials }: WorkloadFolder, ruleset: Ruleset): void {
    const most = mostTrials[ruleset];
    if (trials.length <= most) return;
    const says = `the ${ruleset} ruleset has ${most} a study`;
    if (this.#missing === "lenient") this.#notes.add(`all counted, though ${says}`, place);
    else
      throw logError(`${place} holds ${trials.length} trials.`, `${says}; --missing lenient counts them all`);
  }

  #measurements(text: string, workload: AlgoperfWorkload, place: string): AlgoperfTrial["reached"] {
    const { reached, lacking, columns, remarks } = parseMeasurements(text, workload);
    for (const remark of remarks) this.#notes.add(`a log ${remark}`, place);
    for (const name of lacking) this.#notes.add(`a log has no column ${name}`, place);
    // A run that was never evaluated has no validation columns at all: that says nothing of the targets.
    if (columns.some((name) => name.startsWith("validation/"))) {
      const column = `validation/${workload.metric}`;
      const known = this.#withoutMetric.get(workload.id);
      if (known !== null) this.#withoutMetric.set(workload.id, lacking.includes(column) ? columns : null);
    }
    return reached;
  }

  /** A metric that no log has is a mistake in the targets, not a miss of everybody. */
  requireMetrics(): void {
    for (const [id, columns] of this.#withoutMetric) {
      if (columns === null) continue;
      throw logError(
        `No log of ${id} has the metric of its target, validation/${this.#workloads.get(id)?.metric}.`,
        `columns are ${columns.map((name) => JSON.stringify(name)).join(", ")}`,
      );
    }
  }
}

const rulesetOf = (submission: string): Ruleset =>
  basename(dirname(submission)) === "self_tuning" ? "self" : "external";

const hasLog = (folder: WorkloadFolder): boolean => folder.trials.some(({ text }) => text !== null);

const twoFolders = (where: string, workload: string, one: WorkloadFolder, other: WorkloadFolder) =>
  logError(
    `${where} holds ${workload} twice.`,
    `${one.place} and ${other.place}; one framework per submission and workload is scored`,
  );
