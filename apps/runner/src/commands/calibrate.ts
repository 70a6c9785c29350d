import { join, relative, resolve } from "node:path";
import { checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import { librarySha256 } from "@steepest/core/job/library.ts";
import { measureSchema } from "@steepest/core/schema/measures.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { suite as findSuite } from "@steepest/workloads/catalogue.ts";
import { classOf, measureOf } from "@steepest/workloads/hardwareClasses.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { CalibrationLog } from "../calibrate/calibrationLog.ts";
import { planCalibration } from "../calibrate/calibrationPlan.ts";
import { calibrationReport } from "../calibrate/calibrationReport.ts";
import { renderCalibration } from "../calibrate/renderCalibration.ts";
import { runCalibration } from "../calibrate/runCalibration.ts";
import { summarizeCalibration } from "../calibrate/summarizeCalibration.ts";
import { requirePassing } from "../check/requirePassing.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { pinOption } from "../cores/pinOption.ts";
import { coresWarning } from "../cores/requireCores.ts";
import { devicesOption, placeTrials } from "../devices/placeTrials.ts";
import { describeEnvironment } from "../environment.ts";
import { writeWhole } from "../files/wholeFiles.ts";
import { backendOption, openTools } from "../openTools.ts";
import { claimFolder } from "../run/claimFolder.ts";
import { drawSuite, heldOutSeedOption } from "../run/drawSuite.ts";
import { prepareAll } from "../run/prepareAll.ts";
import { narrowSuite } from "../run/runPlan.ts";
import { readSubmission } from "../submission/readSubmission.ts";

const logFileName = "trials.jsonl";

export const calibrate = defineCommand({
  meta: {
    name: "calibrate",
    description: "Find the hyperparameters that score best on all workloads of a suite at once",
  },
  args: {
    path: {
      type: "positional",
      required: true,
      description:
        "the submission, with a search space: a .ts or .js file, or a folder with an index.ts, external.ts or self.ts",
    },
    suite: { type: "string", default: "quick", description: "Which workloads and rules" },
    ...heldOutSeedOption,
    workload: { type: "string", valueHint: "id", description: "Only these; repeat it or separate by commas" },
    points: {
      type: "string",
      valueHint: "n",
      default: "20",
      description: "Points of the search space to try; more later go on from these",
    },
    list: {
      type: "string",
      valueHint: "n",
      default: "1",
      description: "How many to choose: points that make up for each other, to be tried in turn",
    },
    studies: {
      type: "string",
      valueHint: "n",
      description: "Seeds for the last points, instead of the suite's number",
    },
    measure: {
      type: "enum",
      options: [...measureSchema.options],
      description: "What times are made of (default: what rules the hardware class)",
    },
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
      valueHint: "share",
      default: "1",
      description: "Share of each workload's budget that a trial has",
    },
    out: {
      type: "string",
      valueHint: "dir",
      description: "Where log and reports go; an earlier calibration with the same settings is resumed",
    },
    ...jsonOption,
  },
  async run({ args, all, io }) {
    const seed = numberOption("seed", args.seed, { integer: true, min: 0 }) ?? 1;
    const points = numberOption("points", args.points, { integer: true, min: 2, max: 10_000 }) ?? 20;
    const list = numberOption("list", args.list, { integer: true, min: 1, max: 100 }) ?? 1;
    const jobs = numberOption("jobs", args.jobs, { integer: true, min: 1, max: 256 });
    const budget = numberOption("budget", args.budget, { min: 0.001, max: 1 }) ?? 1;
    const asked = numberOption("studies", args.studies, { integer: true, min: 1, max: 100 });
    const suite = narrowSuite(drawSuite(findSuite(args.suite), args["held-out-seed"]), {
      workloads: all("workload"),
      studies: undefined,
      trials: undefined,
    });
    const source = readSubmission(args.path, io.cwd);
    const { engine, backend } = await openTools(args.backend);
    const report = await checkSubmission(source, { engine, backend });
    const manifest = requirePassing(report, args.path, io);
    const version = submissionVersion(source);
    const measure = args.measure ?? measureOf(classOf(backend));
    const { jobs: parallel, devices } = await placeTrials({
      ...{ backend, devices: args.devices, jobs },
      note: (text) => io.err(`${text}\n`),
    });
    const environment = describeEnvironment({ backend, jobs: parallel });
    const plan = planCalibration({
      submission: { source, version, manifest },
      suite,
      points,
      list,
      studies: asked ?? suite.rulesets[manifest.ruleset].studies,
      seed,
      budget,
      environment,
    });
    const crowding = coresWarning(environment);
    if (crowding !== null) io.err(`${crowding}\n`);
    if (plan.points.length < points) io.err(`The search space has only ${plan.points.length} points.\n`);

    const usual = join(
      `${manifest.name}-${version.slice(0, 12)}`,
      `${suite.id}-seed${seed}-budget${budget}-${backend.name}`,
    );
    const out = resolve(io.cwd, args.out ?? join(io.home, "calibrations", usual));
    claimFolder(
      out,
      {
        submission: `${manifest.name}, version ${version.slice(0, 12)}`,
        "--suite": args.suite,
        "version of the suite": `${suite.version}`,
        "--held-out-seed": args["held-out-seed"] ?? null,
        "--seed": `${seed}`,
        "--budget": `${budget}`,
        "--backend": backend.name,
        "hardware class": environment.hardwareClass,
        library: (await librarySha256(priceListOf(environment.hardwareClass))).slice(0, 12),
        // Where time is counted, it goes on on any machine.
        ...(measureOf(environment.hardwareClass) === "wall" ? { processor: environment.cpu } : {}),
      },
      [logFileName],
    );
    const log = new CalibrationLog(join(out, logFileName));
    await prepareAll(suite.workloads, io);

    const interruption = new AbortController();
    const stopListening = io.onSignal(() => interruption.abort());
    const finished = await runCalibration({
      plan,
      measure,
      log,
      parallel,
      ...{ pin: args.pin !== false, devices },
      io,
      signal: interruption.signal,
    }).finally(() => {
      devices?.close();
      stopListening();
    });
    if (finished === null) {
      io.err("Stopped. What has ended is kept: the same command goes on from here.\n");
      return exitCode.interrupted;
    }
    const summary = summarizeCalibration(plan, finished, { measure, budget });
    const chosen = finished.scores.slice(0, list).map(({ point }) => point);
    const part = all("workload").length === 0 ? "" : `-${suite.workloads.join("+")}`;
    const name = `${suite.id}${part}-points${plan.points.length}-list${list}-studies${plan.studies}-${measure}-seed${seed}`;
    const written = { report: join(out, `${name}.html`), summaryFile: join(out, `${name}.json`) };
    writeWhole(written.summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
    writeWhole(
      written.report,
      calibrationReport(
        summary,
        finished.records.filter(({ trial }) => chosen.includes(trial)),
      ),
    );
    if (args.json) io.out(`${JSON.stringify({ ...summary, ...written }, null, 2)}\n`);
    else io.out(renderCalibration(summary, io.outColors, relative(io.cwd, written.report)));
    return exitCode.ok;
  },
});
