import { deriveKey, keyFromSeed } from "../../random/key.ts";
import { loadEngine } from "../../sandbox/loadEngine.ts";
import { Sandbox } from "../../sandbox/sandbox.ts";
import type { SubmissionSource } from "../../schema/sourceFiles.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { wallClock } from "../clock.ts";
import { WorkloadProblem } from "../workloadProblem.ts";
import { HandWritten, hyperparameters } from "./handWritten.ts";

export interface SandboxOverheadRow {
  readonly workload: string;
  /** Median milliseconds of one NadamW step inside the sandbox. */
  readonly sandboxedMilliseconds: number;
  /** The same step written by hand in tfjs, leaf by leaf, outside any sandbox. */
  readonly handWrittenMilliseconds: number;
  /** Median of the ratios of neighbouring blocks: steady on a noisy machine. */
  readonly ratio: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Alternates blocks of sandboxed and hand-written steps on the current backend; the first are not counted: engines compile what they run often. */
export async function measureSandboxOverhead(
  workload: Workload,
  loaded: LoadedWorkload,
  source: SubmissionSource,
  { blocks = 20, stepsPerBlock = 8, warmBlocks = 12 } = {},
): Promise<SandboxOverheadRow> {
  const facts = {
    hyperparameters,
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: workload.card.loss.type,
  } as const;
  const make = () => new WorkloadProblem(workload, loaded, keyFromSeed(1), facts);
  const [inside, outside] = [make(), make()];
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source,
    problem: inside,
    key: deriveKey(keyFromSeed(1), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
  });
  const hand = new HandWritten(outside);
  await sandbox.init();
  const sandboxed: number[] = [];
  const handWritten: number[] = [];
  let step = 0;
  for (let block = -warmBlocks; block < blocks; block++) {
    const start = wallClock.wall();
    for (let i = 0; i < stepsPerBlock; i++) await sandbox.step(++step);
    const middle = wallClock.wall();
    for (let i = 0; i < stepsPerBlock; i++) hand.step();
    const end = wallClock.wall();
    if (block < 0) continue;
    sandboxed.push(((middle - start) / stepsPerBlock) * 1000);
    handWritten.push(((end - middle) / stepsPerBlock) * 1000);
  }
  sandbox.dispose();
  hand.dispose();
  inside.dispose();
  outside.dispose();
  return {
    workload: workload.card.id,
    sandboxedMilliseconds: median(sandboxed),
    handWrittenMilliseconds: median(handWritten),
    ratio: median(sandboxed.map((milliseconds, i) => milliseconds / (handWritten[i] as number))),
  };
}
