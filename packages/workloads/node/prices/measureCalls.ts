import type { PriceList } from "@steepest/core/schema/priceList.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { Anchor } from "./anchor.ts";
import type { MeasuredCall } from "./fitPrice.ts";
import type { MeasurementLog } from "./measurementLog.ts";
import { type MeasuredPoint, measureOperation, unitsOf } from "./measureOperation.ts";
import { type GridPoint, operationGrid } from "./operationGrid.ts";

export interface MeasureCallsOptions {
  readonly log: MeasurementLog;
  readonly engine: QuickJSWASMModule;
  readonly anchor: Anchor;
  readonly rounds: number;
  /** Says the anchor's nanoseconds, and what other operations cost that a point cannot do without. */
  readonly list: PriceList;
}

/** A measured call with the point of the grid that it is of. */
export type PointCall = MeasuredCall & { readonly point: GridPoint };

const byPrice = Map.groupBy(operationGrid, ({ price }) => price);

/** Every point of the grid that tells a price. Throws where there is none. */
export async function measureCalls(price: string, options: MeasureCallsOptions): Promise<PointCall[]> {
  const points = byPrice.get(price);
  if (points === undefined) throw new Error(`the grid has no measurement of ${price}`);
  const calls: PointCall[] = [];
  for (const point of points) calls.push({ point, ...(await measureCall(point, options)) });
  return calls;
}

/** One point, measured for the first time, or another time. */
export async function measureCall(
  point: GridPoint,
  { log, engine, anchor, rounds, list, attempt = 0 }: MeasureCallsOptions & { readonly attempt?: number },
): Promise<MeasuredCall> {
  const { price, call, setup, shapes } = point;
  const key = JSON.stringify([price, call, setup, shapes, ...(attempt === 0 ? [] : [attempt])]);
  const { anchors, units } = await log.once<MeasuredPoint>(key, () =>
    measureOperation(point, { engine, anchor, rounds, list }),
  );
  const { calls: count = 1, beside = 0 } = units;
  if (!(count > 0)) throw new Error(`${call} does not ask for ${price}`);
  return {
    // What is lost in the noise costs as good as nothing.
    nanoseconds: Math.max(100, (anchors * list.provenance.anchorNanoseconds - beside) / count),
    beside: beside / count,
    units: Object.fromEntries(unitsOf(price).map((unit) => [unit, (units[unit] ?? 0) / count])),
  };
}
