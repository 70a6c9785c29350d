import { deriveKey, keyFromSeed } from "../../random/key.ts";
import { loadEngine } from "../../sandbox/loadEngine.ts";
import { Sandbox } from "../../sandbox/sandbox.ts";
import type { PriceList } from "../../schema/priceList.ts";
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

interface Blocks {
  readonly blocks?: number;
  readonly stepsPerBlock?: number;
  readonly warmBlocks?: number;
}

/** A NadamW step inside the sandbox, priced or not, on a problem of its own. */
async function sandboxedStep(
  workload: Workload,
  loaded: LoadedWorkload,
  source: SubmissionSource,
  prices?: PriceList,
): Promise<{ readonly step: () => Promise<void>; readonly dispose: () => void }> {
  const own = prices?.workloads[workload.card.id] ?? null;
  const problem = new WorkloadProblem(workload, loaded, keyFromSeed(1), factsOf(workload), own);
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source,
    problem,
    key: deriveKey(keyFromSeed(1), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
    ...(prices ? { prices } : {}),
  });
  await sandbox.init();
  let step = 0;
  return {
    step: () => sandbox.step(++step),
    dispose() {
      sandbox.dispose();
      problem.dispose();
    },
  };
}

const factsOf = ({ card }: Workload) =>
  ({
    hyperparameters,
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: card.loss.type,
  }) as const;

/**
 * Milliseconds a step of two kinds that take turns, block by block, the one first and then the other, so that who comes first wins nothing. The first
 * blocks are not counted: engines compile what they run often.
 */
async function byTurns(
  one: () => Promise<void> | void,
  other: () => Promise<void> | void,
  { blocks = 20, stepsPerBlock = 8, warmBlocks = 12 }: Blocks,
): Promise<readonly [one: number[], other: number[]]> {
  const kinds = [
    { step: one, milliseconds: [] as number[] },
    { step: other, milliseconds: [] as number[] },
  ] as const;
  for (let block = -warmBlocks; block < blocks; block++) {
    for (const { step, milliseconds } of block % 2 === 0 ? kinds : kinds.toReversed()) {
      const start = wallClock.wall();
      for (let i = 0; i < stepsPerBlock; i++) await step();
      if (block >= 0) milliseconds.push(((wallClock.wall() - start) / stepsPerBlock) * 1000);
    }
  }
  return [kinds[0].milliseconds, kinds[1].milliseconds];
}

const ratioOf = (one: readonly number[], other: readonly number[]): number =>
  median(one.map((milliseconds, i) => milliseconds / (other[i] as number)));

/** Sandboxed steps beside hand-written ones, on the current backend. */
export async function measureSandboxOverhead(
  workload: Workload,
  loaded: LoadedWorkload,
  source: SubmissionSource,
  blocks: Blocks = {},
): Promise<SandboxOverheadRow> {
  const outside = new WorkloadProblem(workload, loaded, keyFromSeed(1), factsOf(workload));
  const inside = await sandboxedStep(workload, loaded, source);
  const hand = new HandWritten(outside);
  const [sandboxed, handWritten] = await byTurns(inside.step, () => hand.step(), blocks);
  inside.dispose();
  hand.dispose();
  outside.dispose();
  return {
    workload: workload.card.id,
    sandboxedMilliseconds: median(sandboxed),
    handWrittenMilliseconds: median(handWritten),
    ratio: ratioOf(sandboxed, handWritten),
  };
}

export interface PricingOverheadRow {
  readonly workload: string;
  readonly pricedMilliseconds: number;
  readonly unpricedMilliseconds: number;
  /** Median of the ratios of neighbouring blocks. */
  readonly ratio: number;
}

/** Steps whose operations are priced beside steps that the clock alone charges. */
export async function measurePricingOverhead(
  workload: Workload,
  loaded: LoadedWorkload,
  source: SubmissionSource,
  prices: PriceList,
  blocks: Blocks = {},
): Promise<PricingOverheadRow> {
  const [priced, unpriced] = [
    await sandboxedStep(workload, loaded, source, prices),
    await sandboxedStep(workload, loaded, source),
  ];
  const [withPrices, without] = await byTurns(priced.step, unpriced.step, blocks);
  priced.dispose();
  unpriced.dispose();
  return {
    workload: workload.card.id,
    pricedMilliseconds: median(withPrices),
    unpricedMilliseconds: median(without),
    ratio: ratioOf(withPrices, without),
  };
}
