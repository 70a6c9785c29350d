import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { librarySha256 } from "@steepest/core/job/library.ts";
import type { Instrument, LabOption } from "@steepest/core/lab/instrument.ts";
import { instruments } from "@steepest/core/lab/instruments.ts";
import type { LabFile } from "@steepest/core/schema/labFile.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { type AnyCommand, type CommandGroup, defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { UsageError } from "../cli/usageError.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { devicesOption, placeTrials } from "../devices/placeTrials.ts";
import { describeEnvironment } from "../environment.ts";
import { deleteResult, publishResult } from "../lab/changeResult.ts";
import { readSubjects } from "../lab/readSubjects.ts";
import { LabLog, runLab } from "../lab/runLab.ts";
import { showFindings } from "../lab/showFindings.ts";
import { uploadResult } from "../lab/uploadResult.ts";
import { backendOption, openTools } from "../openTools.ts";
import { claimFolder } from "../run/claimFolder.ts";
import { prepareAll } from "../run/prepareAll.ts";
import { printJson } from "../terminal/printJson.ts";
import { renderTable } from "../terminal/renderTable.ts";
import { findTrainable } from "../workloads/findWorkload.ts";

const logFileName = "findings.jsonl";

const list = defineCommand({
  meta: { name: "list", description: "List the instruments" },
  args: { ...jsonOption },
  async run({ args, io }) {
    const rows = instruments.map(({ name, title, measures, source, cost }) => ({
      name,
      title,
      measures,
      source,
      cost,
    }));
    if (args.json) io.out(printJson({ instruments: rows }));
    else {
      io.out(
        renderTable(
          [{ title: "Instrument" }, { title: "" }],
          rows.map(({ name, title }) => [name, title]),
        ),
      );
      io.out(
        `\nWhat one measures, in which unit, after which paper and at what cost: ${io.command} lab NAME --help\n`,
      );
    }
    return exitCode.ok;
  },
});

const common = {
  path: {
    type: "positional",
    required: true,
    valueHint: "...",
    description: "submissions, each a .ts or .js file, or a folder with an index.ts",
  },
  workload: { type: "string", valueHint: "id", default: "mnist_mlp", description: "What is trained" },
  set: {
    type: "string",
    valueHint: "name=value",
    description:
      "A hyperparameter, instead of the first fixed point's or the middle of the search space; repeat it or separate by commas",
  },
  seed: { type: "string", valueHint: "n", default: "1", description: "All randomness follows from it" },
  jobs: { type: "string", valueHint: "n", description: "Tasks side by side (default: all cores, all GPUs)" },
  ...devicesOption,
  ...backendOption,
  out: {
    type: "string",
    valueHint: "dir",
    description: "Where findings, JSON and page go; one that was begun with the same settings is resumed",
  },
  ...jsonOption,
} as const;

const valueOption = (option: LabOption) => ({
  type: "string" as const,
  valueHint: option.list ? "n,n,…" : "n",
  default: option.default.join(","),
  description: option.description,
});

function readOption(name: string, option: LabOption, given: readonly string[]): number[] {
  if (given.length === 0) return [...option.default];
  const { min, max, integer = false } = option;
  if (given.length > 1 && !option.list) {
    throw new UsageError({
      code: "one-value",
      what: `--${name} takes one value, not ${given.length}.`,
      solution: `Give it like \`--${name}=${option.default[0]}\`.`,
    });
  }
  return given.map((value) => numberOption(name, value, { min, max, integer }) as number);
}

/** The command of one instrument: its own options beside those of all. */
function commandOf(instrument: Instrument): AnyCommand {
  const { name, title, measures, source, cost, options, words = {} } = instrument;
  return defineCommand({
    meta: { name, description: `${title}. Measures ${measures}. After ${source}. Cost: ${cost}.` },
    args: {
      ...common,
      studies: {
        type: "string",
        valueHint: "n",
        default: `${instrument.studies}`,
        description: "Seeds, one after the other from --seed",
      },
      ...Object.fromEntries(Object.entries(options).map(([key, option]) => [key, valueOption(option)])),
      ...Object.fromEntries(
        Object.entries(words).map(([key, { description }]) => [
          key,
          { type: "string" as const, description },
        ]),
      ),
    },
    async run({ args, all, io }) {
      const given = all as (option: string) => string[];
      const seed = numberOption("seed", args.seed, { integer: true, min: 0 }) ?? 1;
      const studies = numberOption("studies", args.studies, { integer: true, min: 1, max: 10_000 }) ?? 1;
      const jobs = numberOption("jobs", args.jobs, { integer: true, min: 1, max: 256 });
      const values = Object.fromEntries(
        Object.entries(options).map(([key, option]) => [key, readOption(key, option, given(key))]),
      );
      const chosen = Object.fromEntries(
        Object.entries(words).map(([key, word]) => [key, given(key)[0] ?? word.default]),
      );
      const card = findTrainable(args.workload);
      const tools = await openTools(args.backend);
      const read = await readSubjects(args._, all("set"), io, tools);
      const subjects = read.map(({ subject }) => subject);
      const { jobs: parallel, devices } = await placeTrials({
        ...{ backend: tools.backend, devices: args.devices, jobs },
        note: (text) => io.err(`${text}\n`),
      });
      const environment = describeEnvironment({ backend: tools.backend, jobs: parallel });
      const library = await librarySha256(priceListOf(environment.hardwareClass));
      const ask = { card, subjects, studies, seed, options: values, words: chosen };
      const plan = instrument.plan(ask);
      const names = subjects.map((subject) => subject.name).join("-and-");
      const settings = {
        instrument: name,
        "--workload": card.id,
        "--seed": `${seed}`,
        "--studies": `${studies}`,
        "--backend": tools.backend.name,
        submissions: subjects
          .map(({ version, hyperparameters }) => `${version.slice(0, 12)} ${JSON.stringify(hyperparameters)}`)
          .join("; "),
        ...Object.fromEntries(Object.entries(values).map(([key, list]) => [`--${key}`, list.join(",")])),
        ...Object.fromEntries(Object.entries(chosen).map(([key, word]) => [`--${key}`, word])),
        library: library.slice(0, 12),
      };
      const out = resolve(
        io.cwd,
        args.out ?? join(io.home, "lab", `${name}-${card.id}-${names}-${settingsKey(settings)}`),
      );
      claimFolder(out, settings, [logFileName]);
      await prepareAll([card.id], io);

      const log = new LabLog(join(out, logFileName));
      const interruption = new AbortController();
      const stopListening = io.onSignal(() => interruption.abort());
      const isComplete = await runLab({
        jobs: plan.map((task) => ({
          instrument: name,
          workload: card.id,
          subjects,
          studies,
          seed,
          options: values,
          words: chosen,
          task,
          source: (read[task.subject] as (typeof read)[number]).source,
          environment,
          dataDirectory: dataDirectory(io.home),
        })),
        log,
        ...{ parallel, devices, io },
        signal: interruption.signal,
      }).finally(() => {
        devices?.close();
        stopListening();
      });
      if (!isComplete) {
        io.err("Stopped. What was found is kept: the same command goes on from here.\n");
        return exitCode.interrupted;
      }
      const results = plan.flatMap((task) => {
        const finding = log.get(task);
        return finding === null ? [] : [{ task, finding }];
      });
      const file: LabFile = {
        format: "steepest-lab/1",
        instrument: name,
        workload: card.id,
        subjects,
        studies,
        seed,
        options: values,
        words: chosen,
        library,
        environment,
        finishedAt: new Date().toISOString(),
        results,
      };
      showFindings({
        instrument,
        file,
        report: instrument.report(ask, results),
        out,
        io,
        json: args.json === true,
      });
      return exitCode.ok;
    },
  });
}

/** Few characters that differ where settings do: the usual folder of one question is another's for none else. */
const settingsKey = (settings: Readonly<Record<string, string | null>>): string =>
  createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 12);

export const lab: CommandGroup = {
  meta: {
    name: "lab",
    description: "Instruments that look inside training: curvature, spread, sensitivity …",
  },
  default: "list",
  subCommands: {
    list,
    ...Object.fromEntries(instruments.map((one) => [one.name, commandOf(one)])),
    upload: uploadResult,
    publish: publishResult,
    delete: deleteResult,
  },
};
