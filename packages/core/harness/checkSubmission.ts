import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { Backend } from "../backend/backend.ts";
import { deriveKey, keyFromSeed } from "../random/key.ts";
import { MachineFailure } from "../sandbox/machineFailure.ts";
import { readManifest } from "../sandbox/readManifest.ts";
import { Sandbox } from "../sandbox/sandbox.ts";
import { SubmissionError } from "../sandbox/submissionError.ts";
import { validateSource } from "../sandbox/validateSource.ts";
import type { Manifest } from "../schema/manifest.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { samplePoints } from "../score/searchSpace/samplePoints.ts";
import { submissionVersion } from "../submission/submissionVersion.ts";
import { CheckProblem } from "./checkProblem.ts";
import { wallClock } from "./clock.ts";

/** One thing that is wrong, at its place in the submission. */
export interface CheckFinding {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly solution: string;
}

export interface CheckReport {
  readonly ok: boolean;
  readonly manifest: Manifest | null;
  /** Null where the source is no valid one, which has no version. */
  readonly version: string | null;
  readonly problems: readonly CheckFinding[];
  readonly dryRun: {
    readonly steps: number;
    /** Loss of a fixed set of examples before the first step and, of the model to evaluate, after the last. */
    readonly firstLoss: number;
    readonly lastLoss: number;
    readonly stateBytesPerParameter: number;
  } | null;
  readonly console: readonly string[];
}

const dryRunSteps = 20;

/** Loads a submission, validates what it says of itself, and rehearses it for 20 steps and an evaluation on a tiny problem. */
export async function checkSubmission(
  source: SubmissionSource,
  options: { readonly engine: QuickJSWASMModule; readonly backend: Backend },
): Promise<CheckReport> {
  const console: string[] = [];
  const problems: CheckFinding[] = [];
  let version: string | null = null;
  let manifest: Manifest | null = null;
  let dryRun: CheckReport["dryRun"] = null;
  try {
    validateSource(source);
    version = submissionVersion(source);
    manifest = await readManifest(source, options.engine);
    dryRun = await rehearse(source, manifest, options, (line) => console.push(line));
    problems.push(...findings(manifest, dryRun, source.entry));
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error instanceof MachineFailure ? error.cause : error;
    const { file, line, column, message, solution } = error;
    problems.push({ file, line, column, message, solution });
  }
  return {
    ok: problems.length === 0,
    manifest,
    version,
    problems,
    dryRun,
    console,
  };
}

async function rehearse(
  source: SubmissionSource,
  manifest: Manifest,
  { engine, backend }: { engine: QuickJSWASMModule; backend: Backend },
  onLine: (line: string) => void,
): Promise<NonNullable<CheckReport["dryRun"]>> {
  const { hyperparameters } = manifest;
  const empty = !Array.isArray(hyperparameters) && Object.keys(hyperparameters).length === 0;
  const [point = {}] = empty ? [{}] : samplePoints(hyperparameters, 1, 0);
  const problem = new CheckProblem({
    hyperparameters: point,
    stepHint: dryRunSteps,
    budget: 60,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: "softmax_cross_entropy",
  });
  const sandbox = new Sandbox({
    engine,
    source,
    problem,
    key: deriveKey(keyFromSeed(0), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
    onConsole: (_level, line) => onLine(line),
    limits: { callSeconds: 10 },
  });
  try {
    sandbox.chooseBatchSize();
    await sandbox.init();
    // Always of the same examples: a submission may choose easy ones, or ask for no gradient at all.
    const losses = [await problem.meanLoss(sandbox.parameters)];
    let finite = true;
    for (let step = 1; step <= dryRunSteps; step++) {
      await sandbox.step(step);
      if (sandbox.trainLoss) finite &&= Number.isFinite((await sandbox.trainLoss.data())[0]);
      if (step % 10 !== 0) continue;
      const loss = await sandbox.withEvaluationModel(
        step,
        () => backend.sync(),
        (parameters) => problem.meanLoss(parameters),
      );
      losses.push(loss);
      sandbox.addEvaluation({ step, loss, metric: loss });
    }
    return {
      steps: dryRunSteps,
      firstLoss: losses[0] ?? Number.NaN,
      lastLoss: finite ? (losses.at(-1) ?? Number.NaN) : Number.NaN,
      stateBytesPerParameter: sandbox.meters.stateBytes / (sandbox.parameterBytes / 4),
    };
  } finally {
    sandbox.dispose();
    problem.dispose();
  }
}

/** What a rehearsal that ran through still shows to be wrong. */
function findings(
  manifest: Manifest,
  dryRun: NonNullable<CheckReport["dryRun"]>,
  file: string,
): CheckFinding[] {
  const found: CheckFinding[] = [];
  const add = (message: string, solution: string) =>
    found.push({ file, line: null, column: null, message, solution });
  if (!Number.isFinite(dryRun.lastLoss)) {
    add(
      "the training loss was not finite after 20 steps of a tiny problem",
      "Look for a division by zero (an ε that is missing) or a learning rate that is far too large.",
    );
  }
  const stated = manifest.stateBytesPerParameter;
  if (stated !== undefined && Math.abs(stated - dryRun.stateBytesPerParameter) > 0.25 + 0.05 * stated) {
    add(
      `the manifest states ${stated} bytes of state per parameter, the rehearsal held ${dryRun.stateBytesPerParameter.toFixed(2)}`,
      "Correct `stateBytesPerParameter`, or leave it out.",
    );
  }
  return found;
}
