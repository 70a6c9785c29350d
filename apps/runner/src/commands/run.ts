import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { librarySha256 } from "@steepest/core/job/library.ts";
import { suite as findSuite } from "@steepest/workloads/catalogue.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";
import { pricesFor } from "@steepest/workloads/worlds/worldPrices.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { UsageError } from "../cli/usageError.ts";
import { pinOption } from "../cores/pinOption.ts";
import { coresWarning } from "../cores/requireCores.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { devicesOption, placeTrials } from "../devices/placeTrials.ts";
import { createTrialDisplay } from "../display/trialDisplay.ts";
import { describeEnvironment } from "../environment.ts";
import { backendOption, openTools } from "../openTools.ts";
import { baselineDirectory, loadBaseline } from "../run/baseline.ts";
import { capsFor } from "../run/capsFor.ts";
import { claimRun } from "../run/claimRun.ts";
import { drawSuite, heldOutSeedOption } from "../run/drawSuite.ts";
import { prepareAll } from "../run/prepareAll.ts";
import { quoteRun, renderQuote } from "../run/quoteRun.ts";
import { readSubmissions } from "../run/readSubmissions.ts";
import { RecordStore } from "../run/recordStore.ts";
import { renderSummary } from "../run/renderSummary.ts";
import { planJobs } from "../run/runPlan.ts";
import { runTrials } from "../run/runTrials.ts";
import { suiteOf } from "../run/suiteOf.ts";
import { summarizeRun } from "../run/summarizeRun.ts";
import { writeRun } from "../run/writeRun.ts";
import { printJson } from "../terminal/printJson.ts";
import { expectTrial } from "../trial/runTrialInChild.ts";
import { SpeedLog } from "../trial/speedLog.ts";

/** Wall seconds between two copies of a running trial: what a crash costs at most. What they cost is measured in decision 43. */
const snapshotSeconds = 30;

/** A folder of its own for a run: the minute and the submissions' names, numbered where there is one already. */
function newRunFolder(home: string, [first, ...more]: readonly string[]): string {
  const time = new Date().toISOString().slice(0, 16).replace("T", "-").replace(":", "");
  const folder = resolve(
    home,
    "runs",
    `${time}-${first}${more.length === 0 ? "" : `-and-${more.length}-more`}`,
  );
  if (!existsSync(folder)) return folder;
  let number = 2;
  while (existsSync(`${folder}-${number}`)) number++;
  return `${folder}-${number}`;
}

const planned = (options: Parameters<typeof planJobs>[0], store: RecordStore) =>
  planJobs(options).map((job) => ({ job, store }));

export const run = defineCommand({
  meta: {
    name: "run",
    description: "Train the workloads of a suite with submissions and score them on this machine",
  },
  args: {
    path: {
      type: "positional",
      required: true,
      valueHint: "...",
      description:
        "submissions, each a .ts or .js file, or a folder with an index.ts, external.ts or self.ts: one board with all of them",
    },
    suite: { type: "string", default: "quick", description: "Which workloads and rules" },
    ...heldOutSeedOption,
    ruleset: { type: "enum", options: ["external", "self"], description: "Default: the submission's own" },
    workload: {
      type: "string",
      valueHint: "id",
      description:
        "Only these, repeated or separated by commas; a path to a file is a workload of your own (docs/workloads.md)",
    },
    studies: { type: "string", valueHint: "n", description: "Instead of the suite's number" },
    trials: { type: "string", valueHint: "n", description: "Trials per study (external ruleset)" },
    seed: { type: "string", valueHint: "n", default: "1", description: "All randomness follows from it" },
    ...backendOption,
    jobs: {
      type: "string",
      valueHint: "n",
      description: "Trials side by side (default: all cores where time is counted, all GPUs, else 1)",
    },
    ...devicesOption,
    ...pinOption,
    budget: {
      type: "string",
      valueHint: "seconds",
      description: "Charged seconds per trial, instead of the workload's",
    },
    by: {
      type: "enum",
      options: ["time", "steps"],
      default: "time",
      description: "What ends a trial and makes its score: charged time, or a fixed number of steps",
    },
    caps: { type: "boolean", description: "Stop a trial once it cannot change the score" },
    baselines: {
      type: "boolean",
      default: true,
      description: "Compare with the suite's baseline, run once on this machine",
      negativeDescription: "Run the submission only",
    },
    out: {
      type: "string",
      valueHint: "dir",
      description: "Where records and report go; an earlier run with the same settings is resumed",
    },
    "dry-run": { type: "boolean", description: "Say what it would take at most, and run nothing" },
    ...jsonOption,
  },
  async run({ args, all, io }) {
    const seed = numberOption("seed", args.seed, { integer: true, min: 0 }) ?? 1;
    const jobs = numberOption("jobs", args.jobs, { integer: true, min: 1, max: 256 });
    const budgetSeconds = numberOption("budget", args.budget, { min: 0.1 });
    const bySteps = args.by === "steps";
    if (bySteps && (budgetSeconds !== undefined || args.caps)) {
      throw new UsageError({
        code: "steps-have-no-budget",
        what: `--by steps goes without ${args.caps ? "--caps" : "--budget"}.`,
        solution: "In a fixed-step study the workload's step hint ends every trial, and no clock does.",
      });
    }
    const { suite, workloadFiles, workloadFilesSha256 } = await suiteOf(
      drawSuite(findSuite(args.suite), args["held-out-seed"]),
      {
        workloads: all("workload"),
        studies: numberOption("studies", args.studies, { integer: true, min: 1, max: 100 }),
        trials: numberOption("trials", args.trials, { integer: true, min: 1, max: 1000 }),
      },
      io.cwd,
    );
    const [workload = ""] = suite.workloads;
    if (!args["dry-run"] && args.backend !== "auto") {
      const workloadFile = workloadFiles.get(workload);
      expectTrial(args.backend, { workload, dataDirectory: dataDirectory(io.home), workloadFile });
    }
    const tools = await openTools(args.backend);
    const { submissions, ruleset } = await readSubmissions(args._, { io, tools, ruleset: args.ruleset });
    const { engine, backend } = tools;
    const { jobs: parallel, devices } = await placeTrials({
      ...{ backend, devices: args.devices, jobs },
      note: (text) => io.err(`${text}\n`),
    });
    const environment = describeEnvironment({ backend, jobs: parallel });
    const crowding = coresWarning(environment);
    if (crowding !== null) io.err(`${crowding}\n`);
    const shared = {
      suite,
      ruleset,
      seed,
      environment,
      dataDirectory: dataDirectory(io.home),
      budgetSeconds,
      bySteps,
      workloadFiles,
    };
    if (args["dry-run"]) {
      const trials = submissions.flatMap((submission) => planJobs({ ...shared, submission }));
      const speeds = new SpeedLog(io.home);
      const quote = quoteRun(trials, parallel, (workload) => speeds.usual(workload));
      io.out(args.json ? printJson(quote) : renderQuote(quote));
      return exitCode.ok;
    }
    await prepareAll(suite.workloads, io);

    const baseline = args.baselines ? await loadBaseline(suite, ruleset, engine) : null;
    const isOneOfThem = submissions.some(({ version }) => version === baseline?.version);
    const library = await librarySha256(pricesFor(environment.hardwareClass, workloadFiles.size > 0));
    const names = submissions.map(({ manifest }) => manifest.name);
    const out = args.out === undefined ? newRunFolder(io.home, names) : resolve(io.cwd, args.out);
    const { resumed, folders } = claimRun(out, submissions, {
      "--suite": args.suite,
      "version of the suite": `${suite.version}`,
      "--held-out-seed": args["held-out-seed"] ?? null,
      "--ruleset": ruleset,
      "--seed": `${seed}`,
      "--budget": budgetSeconds === undefined ? null : `${budgetSeconds}`,
      "--by": args.by,
      "--backend": backend.name,
      "hardware class": environment.hardwareClass,
      library: library.slice(0, 12),
      ...(workloadFilesSha256 === null ? {} : { "files of --workload": workloadFilesSha256.slice(0, 12) }),
      // Where time is counted, a run goes on on any machine.
      ...(measureOf(environment.hardwareClass) === "wall" ? { processor: environment.cpu } : {}),
    });
    /** Kept for other runs, but of one's own workloads, which may be others next time. */
    const baselineStore = () =>
      workloadFiles.size > 0 || baseline === null
        ? new RecordStore(resolve(out, "baseline-records"))
        : new RecordStore(baselineDirectory({ ...shared, home: io.home, baseline, library }), {
            isCache: true,
          });
    const plan = [
      ...(baseline === null || isOneOfThem
        ? []
        : planned({ ...shared, submission: baseline }, baselineStore())),
      ...submissions.flatMap((submission, index) =>
        planned({ ...shared, submission }, new RecordStore(resolve(folders[index] ?? out, "records"))),
      ),
    ];
    const kept = plan.map(({ job, store }) => ({ job, record: store.find(job) }));
    const missing = plan.filter((_, index) => kept[index]?.record === null);
    const found = kept.flatMap(({ record }) => (record === null ? [] : [record]));
    const where = relative(io.cwd, out) || ".";
    io.err(
      `${resumed ? "Resuming" : "Writing to"} ${where}: ${missing.length} of ${plan.length} trials to run.\n`,
    );

    const interruption = new AbortController();
    const stopListening = io.onSignal(() => interruption.abort());
    const display = createTrialDisplay(
      io,
      missing.map(({ job }) => job),
      parallel,
    );
    const capSeconds = args.caps ? capsFor(suite, ruleset, [...found]) : undefined;
    try {
      const fresh = await runTrials({
        jobs: missing,
        parallel,
        ...{ pin: args.pin !== false, devices },
        display,
        signal: interruption.signal,
        capSeconds,
        speeds: new SpeedLog(io.home),
        snapshots: { folder: resolve(out, "snapshots"), seconds: snapshotSeconds },
      });
      found.push(...fresh);
    } finally {
      devices?.close();
      display.close();
      stopListening();
    }
    if (interruption.signal.aborted) {
      const done = found.length;
      io.err(
        `Stopped. ${done} of ${plan.length} records are kept. To go on, run the same command with --out ${where}\n`,
      );
      return exitCode.interrupted;
    }
    const summary = summarizeRun({
      submissions,
      baseline,
      suite,
      ruleset,
      seed,
      environment,
      records: found,
      measure: bySteps ? "steps" : measureOf(environment.hardwareClass),
    });
    const written = writeRun({ out, summary, records: found });
    if (args.json) io.out(`${JSON.stringify({ ...summary, ...written }, null, 2)}\n`);
    else io.out(renderSummary(summary, io.outColors, relative(io.cwd, written.report)));
    return exitCode.ok;
  },
});
