import { cpus } from "node:os";
import { resolve } from "node:path";
import { operationPrices } from "@steepest/core/sandbox/hostPrices.ts";
import type { Price, PriceList, WorkloadPrices } from "@steepest/core/schema/priceList.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { loadWorkload } from "../../loadWorkload.ts";
import { prepareData } from "../prepareData.ts";
import { Anchor, median } from "./anchor.ts";
import { fitPrice, type MeasuredCall } from "./fitPrice.ts";
import { measureGuest } from "./measureGuest.ts";
import { MeasurementLog } from "./measurementLog.ts";
import { type MeasuredPoint, measureOperation, unitsOf } from "./measureOperation.ts";
import { type MeasuredFunction, measureWorkload, workloadFunctions } from "./measureWorkload.ts";
import { operationGrid } from "./operationGrid.ts";

export interface MeasurePricesOptions {
  readonly engine: QuickJSWASMModule;
  readonly hardwareClass: string;
  readonly directory: string;
  readonly workloads: readonly string[];
  readonly rounds: number;
  /** Of the list that this one follows, or null for the first. */
  readonly previous: PriceList | null;
  readonly command: string;
  readonly report: (line: string) => void;
}

const nothing: Price = { base: 0, per: {} };

/** Measures every price on this machine and fits them. What was measured before is kept in `<directory>/prices/`. */
export async function measurePrices(options: MeasurePricesOptions): Promise<PriceList> {
  const { engine, hardwareClass, directory, workloads, rounds, previous, command, report } = options;
  const log = new MeasurementLog(resolve(directory, "prices", `${hardwareClass}.jsonl`));
  const anchor = new Anchor();
  // The reference machine is that of the first list: later lists are stated in its anchors.
  const anchorNanoseconds =
    previous?.provenance.anchorNanoseconds ??
    (await log.once("anchor", () => {
      for (let i = 0; i < 50; i++) anchor.time();
      return Math.round(median(Array.from({ length: 501 }, () => anchor.time())));
    }));
  const operations: Record<string, Price> = Object.fromEntries(
    operationPrices.map((name) => [name, nothing]),
  );
  const list = (): PriceList => ({
    format: "steepest-prices/1",
    hardwareClass,
    version: (previous?.version ?? 0) + 1,
    provenance: {
      date: new Date().toISOString().slice(0, 10),
      command,
      machine: `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}`,
      anchorNanoseconds,
      rounds,
    },
    guest: { call: 0, tick: 0 },
    operations,
    workloads: {},
  });

  const guest = await log.once("guest", () => measureGuest(engine, anchor, 5 * rounds));
  const byPrice = Map.groupBy(operationGrid, ({ price }) => price);
  const missing = operationPrices.filter((name) => !byPrice.has(name));
  if (missing.length > 0) throw new Error(`the grid has no measurement of ${missing.join(", ")}`);
  let done = 0;
  for (const [price, points] of byPrice) {
    report(`${++done} of ${byPrice.size} operations: ${price}`);
    const calls: MeasuredCall[] = [];
    for (const point of points) {
      const key = JSON.stringify([price, point.call, point.setup, point.shapes]);
      const { anchors, units } = await log.once<MeasuredPoint>(key, () =>
        measureOperation(point, { engine, anchor, rounds, list: list() }),
      );
      const { calls: count = 1, beside = 0 } = units;
      const nanoseconds = (anchors * anchorNanoseconds - beside) / count;
      const each = Object.fromEntries(unitsOf(price).map((unit) => [unit, (units[unit] ?? 0) / count]));
      // What is lost in the noise costs as good as nothing.
      calls.push({ units: each, nanoseconds: Math.max(100, nanoseconds) });
    }
    operations[price] = fitPrice(calls, unitsOf(price));
  }

  const priced: Record<string, WorkloadPrices> = {};
  for (const [index, id] of workloads.entries()) {
    const measured = await log.once<MeasuredFunction[]>(`workload ${id}`, async () => {
      const workload = await loadWorkload(id);
      const loaded = await workload.load(await prepareData(id, { directory: resolve(directory, "data") }));
      const made = measureWorkload(workload, loaded, {
        anchor,
        rounds,
        report: (at, of) =>
          report(`${index + 1} of ${workloads.length} workloads: ${id}, batch ${at + 1} of ${of}`),
      });
      loaded.dispose();
      return made;
    });
    priced[id] = Object.fromEntries(
      workloadFunctions.map((name) => {
        const rows = measured
          .filter(({ of }) => of === name)
          .map(({ units, anchors }) => ({ units, nanoseconds: Math.max(100, anchors * anchorNanoseconds) }));
        return [name, rows.length === 0 ? nothing : fitPrice(rows, Object.keys(rows[0]?.units ?? {}))];
      }),
    ) as WorkloadPrices;
  }
  anchor.dispose();
  const [call, tick] = [guest.call, guest.tick].map((anchors) => Math.round(anchors * anchorNanoseconds));
  return { ...list(), guest: { call: call as number, tick: tick as number }, operations, workloads: priced };
}
