import { relative, resolve } from "node:path";
import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { suite as findSuite } from "@steepest/workloads/catalogue.ts";
import { requirePassing } from "../check/requirePassing.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { pinOption } from "../cores/pinOption.ts";
import { coresWarning } from "../cores/requireCores.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { createTrialDisplay } from "../display/trialDisplay.ts";
import { describeEnvironment } from "../environment.ts";
import { backendOption, openTools } from "../openTools.ts";
import { baselineDirectory, loadBaseline } from "../run/baseline.ts";
import { capsFor } from "../run/capsFor.ts";
import { claimRun } from "../run/claimRun.ts";
import { drawSuite, heldOutSeedOption } from "../run/drawSuite.ts";
import { prepareAll } from "../run/prepareAll.ts";
import { RecordStore } from "../run/recordStore.ts";
import { renderSummary } from "../run/renderSummary.ts";
import { chooseRuleset, narrowSuite, planJobs } from "../run/runPlan.ts";
import { runTrials } from "../run/runTrials.ts";
import { summarizeRun } from "../run/summarizeRun.ts";
import { writeRun } from "../run/writeRun.ts";
import { readSubmission } from "../submission/readSubmission.ts";

const runName = (name: string) =>
  `${new Date().toISOString().slice(0, 16).replace("T", "-").replace(":", "")}-${name}`;

export const run = defineCommand({
  meta: {
    name: "run",
    description: "Train the workloads of a suite with a submission and score it on this machine",
  },
  args: {
    path: {
      type: "positional",
      required: true,
      description: "the submission: a .ts or .js file, or a folder with an index.ts",
    },
    suite: { type: "string", default: "quick", description: "Which workloads and rules" },
    ...heldOutSeedOption,
    ruleset: { type: "enum", options: ["external", "self"], description: "Default: the submission's own" },
    workload: { type: "string", valueHint: "id", description: "Only these; repeat it or separate by commas" },
    studies: { type: "string", valueHint: "n", description: "Instead of the suite's number" },
    trials: { type: "string", valueHint: "n", description: "Trials per study (external ruleset)" },
    seed: { type: "string", valueHint: "n", default: "1", description: "All randomness follows from it" },
    ...backendOption,
    jobs: {
      type: "string",
      valueHint: "n",
      default: "1",
      description: "Trials side by side; more of them slow each other",
    },
    ...pinOption,
    budget: {
      type: "string",
      valueHint: "seconds",
      description: "Charged seconds per trial, instead of the workload's",
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
      description: "Where records and report go; an earlier one is resumed",
    },
    ...jsonOption,
  },
  async run({ args, all, io }) {
    const seed = numberOption("seed", args.seed, { integer: true, min: 0 }) ?? 1;
    const parallel = numberOption("jobs", args.jobs, { integer: true, min: 1, max: 256 }) ?? 1;
    const budgetSeconds = numberOption("budget", args.budget, { min: 0.1 });
    const suite = narrowSuite(drawSuite(findSuite(args.suite), args["held-out-seed"]), {
      workloads: all("workload"),
      studies: numberOption("studies", args.studies, { integer: true, min: 1, max: 100 }),
      trials: numberOption("trials", args.trials, { integer: true, min: 1, max: 1000 }),
    });
    const source = readSubmission(args.path, io.cwd);
    const { engine, backend } = await openTools(args.backend);
    const report = await checkSubmission(source, { engine, backend });
    const manifest = requirePassing(report, args.path, io);
    const submission = { source, version: submissionVersion(source), manifest };
    const ruleset = chooseRuleset(manifest, args.ruleset);
    const environment = describeEnvironment({ backend, jobs: parallel });
    const crowding = coresWarning(environment);
    if (crowding !== null) io.err(`${crowding}\n`);
    await prepareAll(suite.workloads, io);

    const baseline = args.baselines ? await loadBaseline(suite, ruleset, engine) : null;
    const isBaseline = baseline?.version === submission.version;
    const out = resolve(io.cwd, args.out ?? resolve(io.home, "runs", runName(manifest.name)));
    const resumed = claimRun(out, source);
    const shared = {
      suite,
      ruleset,
      seed,
      environment,
      dataDirectory: dataDirectory(io.home),
      budgetSeconds,
    };
    const plan = [
      ...(baseline === null || isBaseline
        ? []
        : planJobs({ ...shared, submission: baseline }).map((job) => ({
            job,
            store: new RecordStore(baselineDirectory({ ...shared, home: io.home, baseline })),
          }))),
      ...planJobs({ ...shared, submission }).map((job) => ({
        job,
        store: new RecordStore(resolve(out, "records")),
      })),
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
        pin: args.pin !== false,
        display,
        signal: interruption.signal,
        capSeconds,
      });
      found.push(...fresh);
    } finally {
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
    const summary = summarizeRun({ submission, baseline, suite, ruleset, seed, environment, records: found });
    const written = writeRun({ out, summary, records: found });
    if (args.json) io.out(`${JSON.stringify({ ...summary, ...written }, null, 2)}\n`);
    else io.out(renderSummary(summary, io.outColors, relative(io.cwd, written.report)));
    return exitCode.ok;
  },
});
