import { keyFromSeed } from "@steepest/base/random/key.ts";
import type { PriceList } from "../../schema/priceList.ts";
import type { SubmissionSource } from "../../schema/sourceFiles.ts";
import { median } from "../../score/median.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { wallClock } from "../clock.ts";
import { WorkloadProblem } from "../workloadProblem.ts";
import { HandWritten } from "./handWritten.ts";
import { benchFacts, sandboxedStep } from "./sandboxedStep.ts";

export interface SandboxOverheadRow {
  readonly workload: string;
  /** Median milliseconds of one NadamW step inside the sandbox. */
  readonly sandboxedMilliseconds: number;
  /** The same step written by hand in tfjs, leaf by leaf, outside any sandbox. */
  readonly handWrittenMilliseconds: number;
  /** Median of the ratios of neighbouring blocks: steady on a noisy machine. */
  readonly ratio: number;
}

interface Blocks {
  readonly blocks?: number;
  readonly stepsPerBlock?: number;
  readonly warmBlocks?: number;
}

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
  const outside = new WorkloadProblem(workload, loaded, keyFromSeed(1), benchFacts(workload));
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
