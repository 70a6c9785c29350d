import { keyFromSeed } from "@steepest/base/random/key.ts";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { hostUnits, loopUnits } from "@steepest/core/sandbox/operationPrices.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import type { Price, PriceList } from "@steepest/core/schema/priceList.ts";
import { median } from "@steepest/core/score/median.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { type Anchor, now } from "./anchor.ts";
import { GridProblem } from "./gridProblem.ts";
import type { GridPoint } from "./operationGrid.ts";

/** What one call of a grid point takes, and what it asks for. */
export interface MeasuredPoint {
  /** Anchors a call. */
  readonly anchors: number;
  /** Units of the point's own price, and the nanoseconds that the other prices of the list say it costs beside. */
  readonly units: Readonly<Record<string, number>>;
}

const unitsOfOthers: Readonly<Record<string, readonly string[]>> = {
  batch: ["examples"],
  log: ["characters"],
  loop: Object.keys(loopUnits(0, 0)),
  newLoop: Object.keys(loopUnits(0, 0)),
};

/** The units that a price of a host function may be stated in. */
export const unitsOf = (price: string): readonly string[] =>
  unitsOfOthers[price] ?? Object.keys(hostUnits(0, 0));

/** Elements that a step's results may hold together. */
const elementsAtOnce = 6e6;
const source = ({ setup, call }: GridPoint, most: number) => `
import * as s from "steepest";
export default s.defineSubmission({
  name: "grid", ruleset: "self", hyperparameters: [{ a: 1 }],
  init: ({ params, rng }) => (${setup}),
  async update(ctx) {
    const { params: x, state } = ctx;
    if (ctx.step % 2 === 0) for (let i = 0; i < ${most}; i++) ${call};
    return { params: x, state };
  },
});`;

/**
 * Measures a call through the sandbox, as a submission makes it: steps with the call take turns with steps without, and with the anchor. The
 * units are found by asking a list of unit prices: prices are linear, so a list that is 1 for one unit and 0 elsewhere counts it.
 */
export async function measureOperation(
  point: GridPoint,
  {
    engine,
    anchor,
    rounds,
    list,
  }: { engine: QuickJSWASMModule; anchor: Anchor; rounds: number; list: PriceList },
): Promise<MeasuredPoint> {
  const elements = point.shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const open = (repeats: number, prices: PriceList) =>
    new Sandbox({
      engine,
      source: { entry: "grid.js", files: { "grid.js": source(point, repeats) } },
      problem: new GridProblem(point.shapes),
      key: keyFromSeed(3),
      now: wallClock.wall,
      elapsed: () => 0,
      prices,
      limits: { consoleCharacters: 1e9, tensorBytes: 4 * 2 ** 30, callSeconds: 600 },
    });
  const units = await countUnits(point, (prices) => open(1, prices), list);

  const probe = open(1, list);
  await probe.init();
  const seconds: number[] = [];
  for (let step = 1; step <= 6; step++) {
    const start = now();
    await probe.step(step);
    seconds.push(now() - start);
  }
  probe.dispose();
  const once = Math.max(
    500,
    Math.min(seconds[3] as number, seconds[5] as number) -
      Math.min(seconds[2] as number, seconds[4] as number),
  );
  const wanted = 4 * anchor.time();
  const repeats = Math.max(
    1,
    Math.min(400, Math.round(wanted / once), Math.ceil(elementsAtOnce / Math.max(1, elements))),
  );

  const sandbox = open(repeats, list);
  await sandbox.init();
  const ratios: number[] = [];
  let step = 1;
  for (let round = -2; round < rounds; round++) {
    const before = anchor.time();
    const start = now();
    await sandbox.step(step++);
    const middle = now();
    await sandbox.step(step++);
    const end = now();
    const after = anchor.time();
    if (round >= 0) ratios.push((end - middle - (middle - start)) / repeats / ((before + after) / 2));
  }
  sandbox.dispose();
  return { anchors: Math.max(0, median(ratios)), units };
}

async function countUnits(
  { price }: GridPoint,
  open: (prices: PriceList) => Sandbox,
  { operations, ...rest }: PriceList,
): Promise<Record<string, number>> {
  if (operations[price] === undefined) throw new Error(`the list has no price ${price}`);
  const nothing: Price = { base: 0, per: {} };
  const free = Object.fromEntries(Object.keys(operations).map((name) => [name, nothing]));
  /** What a step with the call costs more than one without, by these prices: a sandbox of its own, since a list does not change within one. */
  const count = async (prices: Readonly<Record<string, Price>>): Promise<number> => {
    const sandbox = open({ ...rest, guest: { call: 0, tick: 0 }, operations: prices });
    try {
      await sandbox.init();
      // Loops are new in their first step alone.
      for (const step of [1, 2]) await sandbox.step(step);
      const start = sandbox.meters.referenceNanoseconds;
      await sandbox.step(3);
      const middle = sandbox.meters.referenceNanoseconds;
      await sandbox.step(4);
      return sandbox.meters.referenceNanoseconds - middle - (middle - start);
    } finally {
      sandbox.dispose();
    }
  };
  const units: Record<string, number> = {
    calls: await count({ ...free, [price]: { base: 1, per: {} } }),
    // The list's own prices of everything else: what to take off.
    beside: await count({ ...operations, [price]: nothing }),
  };
  for (const unit of unitsOf(price)) {
    units[unit] = await count({ ...free, [price]: { base: 0, per: { [unit]: 1 } } });
  }
  return units;
}
