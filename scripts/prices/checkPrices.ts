import { cpus } from "node:os";
import { resolve } from "node:path";
import { operationPrices } from "@steepest/core/sandbox/operationPrices.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { Price, PriceList } from "@steepest/core/schema/priceList.ts";
import { median } from "@steepest/core/score/median.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { Anchor } from "@steepest/workloads/node/prices/anchor.ts";
import { type CheckedSteps, checkSteps } from "@steepest/workloads/node/prices/checkSteps.ts";
import { type MeasuredCall, priceRatio } from "@steepest/workloads/node/prices/fitPrice.ts";
import { measureCall, measureCalls } from "@steepest/workloads/node/prices/measureCalls.ts";
import { MeasurementLog } from "@steepest/workloads/node/prices/measurementLog.ts";
import { referenceNames, referenceSource } from "@steepest/workloads/node/referenceSource.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { middlePoint } from "../../submissions/testing/middlePoint.ts";
import type { PriceCheck } from "./renderPrices.ts";

export interface CheckPricesOptions {
  readonly engine: QuickJSWASMModule;
  readonly list: PriceList;
  readonly directory: string;
  readonly workloads: readonly string[];
  /** How often everything is measured, from its beginning to its end: a machine has its hours, in which caches and memory are slower or faster. */
  readonly passes: number;
  readonly report: (line: string) => void;
}

const baseline = "nadamw";
/** Predicted ÷ measured of an operation below which it is measured again. */
const suspicious = 0.75;

/** Steps of NadamW on the workloads, of every reference submission on those of `quick`, and every operation: what the list says ÷ what they take here. */
export async function checkPrices({
  engine,
  list,
  directory,
  workloads,
  passes,
  report,
}: CheckPricesOptions): Promise<PriceCheck> {
  const anchor = new Anchor();
  const log = new MeasurementLog(
    resolve(directory, "prices", `${list.hardwareClass}-${list.version}-check.jsonl`),
  );
  const all = referenceNames();
  const quick = suite("quick").workloads;
  const found: { readonly id: string; readonly name: string; readonly checked: CheckedSteps }[] = [];
  for (let pass = 1; pass <= passes; pass++) {
    for (const id of workloads.filter((one) => list.workloads[one] !== undefined)) {
      const workload = await loadWorkload(id);
      const loaded = await workload.load(await prepareData(id, { directory: resolve(directory, "data") }));
      for (const name of quick.includes(id) ? all : [baseline]) {
        const checked = await log.once(`steps ${pass} ${id} ${name}`, async () => {
          report(`pass ${pass} of ${passes}, ${id}: ${name}`);
          const source = referenceSource(name);
          const hyperparameters = middlePoint((await readManifest(source, engine)).hyperparameters);
          const steps = name === baseline ? 25 : 12;
          return checkSteps({ engine, anchor, list, workload, loaded, source, hyperparameters, steps });
        });
        found.push({ id, name, checked });
      }
      loaded.dispose();
    }
  }
  const ofWorkloads: Record<string, CheckedSteps> = {};
  const ofSubmissions: Record<string, Record<string, CheckedSteps>> = {};
  for (const checks of Object.values(Object.groupBy(found, ({ id, name }) => `${id} ${name}`))) {
    const [{ id, name }] = checks as [(typeof found)[number]];
    const pooled = poolSteps(checks?.map(({ checked }) => checked) ?? []);
    if (name === baseline) ofWorkloads[id] = pooled;
    if (quick.includes(id)) ofSubmissions[name] = { ...ofSubmissions[name], [id]: pooled };
  }
  const operations: Record<string, number[]> = {};
  for (const [index, price] of operationPrices.entries()) {
    report(`${index + 1} of ${operationPrices.length} operations: ${price}`);
    const measuring = { log, engine, anchor, rounds: list.provenance.rounds, list };
    const ratioOf = (call: MeasuredCall) => priceRatio(list.operations[price] as Price, call);
    const ratios: number[] = [];
    for (const { point, ...call } of await measureCalls(price, measuring)) {
      const all = [ratioOf(call)];
      // As when prices are measured: what is far off was disturbed, more likely than not, and the median of three counts.
      for (const attempt of (all[0] as number) < suspicious ? [1, 2] : []) {
        all.push(ratioOf(await measureCall(point, { ...measuring, attempt })));
      }
      ratios.push(median(all));
    }
    operations[price] = ratios;
  }
  anchor.dispose();
  return {
    date: new Date().toISOString().slice(0, 10),
    passes,
    machine: `${cpus()[0]?.model.trim() ?? "unknown processor"}, Node ${process.versions.node}`,
    workloads: ofWorkloads,
    submissions: ofSubmissions,
    operations,
  };
}

/** Of the passes: the same work, at the median of what it took. */
function poolSteps(checks: readonly CheckedSteps[]): CheckedSteps {
  const [first] = checks as readonly [CheckedSteps];
  return {
    ...first,
    measured: median(checks.map(({ measured }) => measured)),
    measuredGradient: median(checks.map(({ measuredGradient }) => measuredGradient)),
  };
}
