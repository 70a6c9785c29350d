import { cpus } from "node:os";
import { resolve } from "node:path";
import { operationPrices } from "@steepest/core/sandbox/operationPrices.ts";
import type { Price, PriceList, WorkloadPrices } from "@steepest/core/schema/priceList.ts";
import { median } from "@steepest/core/score/median.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { loadWorkload } from "../../loadWorkload.ts";
import { prepareData } from "../prepareData.ts";
import { referenceSource } from "../referenceSource.ts";
import { Anchor } from "./anchor.ts";
import { type CheckedSteps, checkSteps, weightedMedian } from "./checkSteps.ts";
import { fitPrice, type MeasuredCall, priceRatio } from "./fitPrice.ts";
import { measureCall, measureCalls } from "./measureCalls.ts";
import { measureGuest } from "./measureGuest.ts";
import { MeasurementLog } from "./measurementLog.ts";
import { unitsOf } from "./measureOperation.ts";
import { measureProduct } from "./measureProduct.ts";
import { type MeasuredFunction, measureWorkload, workloadFunctions } from "./measureWorkload.ts";

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
/** |ln(fitted ÷ measured)| from which a measurement is made again. */
const disturbed = Math.log(1.15);

/**
 * Measures every price on this machine and fits them. What was measured before is kept in `<directory>/prices/`. Where workloads of the previous list are
 * left out, they and all operations keep their prices: what a workload's own functions cost says nothing of theirs.
 */
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
  const isWhole = Object.keys(previous?.workloads ?? {}).every((id) => workloads.includes(id));
  const kept = isWhole ? null : previous;
  const operations: Record<string, Price> = {};
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
      amidSteps: { operations: 1, workloads: {} },
    },
    guest: { call: 0, tick: 0 },
    // What is not measured yet costs nothing.
    operations: { ...Object.fromEntries(operationPrices.map((name) => [name, nothing])), ...operations },
    workloads: {},
  });

  const guest =
    kept === null ? await log.once("guest", () => measureGuest(engine, anchor, 5 * rounds)) : null;
  for (const price of kept === null ? operationPrices : []) {
    report(`${Object.keys(operations).length + 1} of ${operationPrices.length} operations: ${price}`);
    const measuring = { log, engine, anchor, rounds, list: list() };
    const measured = await measureCalls(price, measuring);
    // What is far from the fit was disturbed, more likely than not: it is measured twice more, and the median counts.
    const fitted = fitPrice(measured, unitsOf(price));
    const settled: MeasuredCall[] = [];
    for (const { point, ...call } of measured) {
      const all: MeasuredCall[] = [call];
      if (Math.abs(Math.log(priceRatio(fitted, call))) > disturbed) {
        for (const attempt of [1, 2]) all.push(await measureCall(point, { ...measuring, attempt }));
      }
      settled.push({ ...call, nanoseconds: median(all.map(({ nanoseconds }) => nanoseconds)) });
    }
    operations[price] = fitPrice(settled, unitsOf(price));
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
    const functions = Object.fromEntries(
      workloadFunctions.map((name) => {
        const rows = measured
          .filter(({ of }) => of === name)
          .map(({ units, anchors, beside }) => ({
            units,
            nanoseconds: Math.max(100, anchors * anchorNanoseconds),
            beside: beside * anchorNanoseconds,
          }));
        return [name, rows.length === 0 ? nothing : fitPrice(rows, Object.keys(rows[0]?.units ?? {}))];
      }),
    ) as Omit<WorkloadPrices, "product">;
    priced[id] = { ...functions, product: await measureProduct(id, { directory, log, rounds }) };
  }
  const inNanoseconds = (anchors: number) => Math.round(anchors * anchorNanoseconds);
  const alone: PriceList = {
    ...list(),
    ...(kept ?? { guest: { call: 0, tick: 0 } }),
    ...(guest && { guest: { call: inNanoseconds(guest.call), tick: inNanoseconds(guest.tick) } }),
    workloads: priced,
  };

  // What was measured alone found its numbers in the nearest caches; amid a step it does not.
  const amid: Record<string, CheckedSteps[]> = {};
  // The rounds lie apart, so that a bad minute of the machine is one of three.
  for (let round = 1; round <= 3; round++) {
    for (const id of workloads) {
      report(`steps of ${usual.algorithm} on ${id}, round ${round} of 3`);
      const found = await log.once<CheckedSteps>(`steps ${id} ${round}`, async () => {
        const workload = await loadWorkload(id);
        const loaded = await workload.load(await prepareData(id, { directory: resolve(directory, "data") }));
        const source = referenceSource(usual.algorithm);
        const { hyperparameters, steps } = usual;
        const one = { engine, anchor, list: alone, workload, loaded, source, hyperparameters, steps };
        const checked = await checkSteps(one);
        loaded.dispose();
        return checked;
      });
      amid[id] = [...(amid[id] ?? []), found];
    }
  }
  anchor.dispose();
  const ratios = (of: (one: CheckedSteps) => number) =>
    Object.fromEntries(Object.entries(amid).map(([id, rounds]) => [id, median(rounds.map(of))]));
  // Beside a large gradient the rest is dearer, and matters little: ratios count by what the rest is of a step.
  const rest = weightedMedian(
    Object.values(amid)
      .flat()
      .map((one) => [
        (one.measured - one.measuredGradient) / (one.predicted - one.predictedGradient),
        1 - one.predictedGradient / one.predicted,
      ]),
  );
  const found = ratios((one) => digits(one.measuredGradient / one.predictedGradient));
  if (kept === null) return correct(alone, { operations: digits(rest), workloads: found });
  const { amidSteps } = kept.provenance;
  return {
    ...kept,
    version: list().version,
    provenance: {
      ...list().provenance,
      command: `${kept.provenance.command} on ${kept.provenance.date}, then ${command}`,
      amidSteps: { ...amidSteps, workloads: { ...amidSteps.workloads, ...found } },
    },
    workloads: { ...kept.workloads, ...correct(alone, { ...amidSteps, workloads: found }).workloads },
  };
}

const digits = (value: number): number => Number(value.toPrecision(4));

/** What stands for a step: the optimizer that targets are set with most often. */
const usual = {
  algorithm: "nadamw",
  hyperparameters: {
    lr: 1e-3,
    one_minus_beta1: 0.1,
    beta2: 0.99,
    eps: 1e-8,
    weight_decay: 0.02,
    warmup_factor: 0.05,
  },
  steps: 40,
};

type Corrections = PriceList["provenance"]["amidSteps"];

/**
 * Prices of what was measured alone, as it costs amid a step. What is slower there is to fetch numbers and code, not arithmetic: an element costs
 * at most as much more as one of a loop over trees does. Chains of matrix operations and sorts (`work`) keep their numbers near.
 */
function correct(list: PriceList, amidSteps: Corrections): PriceList {
  const fetching = list.operations["loop"]?.per["elements"] ?? 0;
  const operation = (price: Price): Price => {
    if (price.per["work"] !== undefined) return { ...price, base: digits(price.base * amidSteps.operations) };
    const { leaves = 0, rows = 0, elements = 0, farElements = 0, memoryElements = 0 } = price.per;
    const more = amidSteps.operations - 1;
    const anElement = more * Math.min(elements + farElements, fetching);
    const per = {
      leaves: leaves * amidSteps.operations,
      rows: rows * amidSteps.operations,
      elements: elements + anElement,
      farElements,
      // What no cache holds was fetched from memory alone, too.
      memoryElements: Math.max(0, memoryElements - anElement),
    };
    return {
      base: digits(price.base * amidSteps.operations),
      per: Object.fromEntries(
        Object.entries({ ...price.per, ...per }).flatMap(([unit, value]) =>
          value > 0 ? [[unit, digits(value)]] : [],
        ),
      ),
    };
  };
  const scaled = ({ base, per }: Price, factor: number): Price => ({
    base: digits(base * factor),
    per: Object.fromEntries(Object.entries(per).map(([unit, value]) => [unit, digits(value * factor)])),
  });
  return {
    ...list,
    provenance: { ...list.provenance, amidSteps },
    guest: { ...list.guest, call: Math.round(list.guest.call * amidSteps.operations) },
    operations: Object.fromEntries(
      Object.entries(list.operations).map(([name, price]) => [name, operation(price)]),
    ),
    workloads: Object.fromEntries(
      Object.entries(list.workloads).map(([id, { product, ...prices }]) => [
        id,
        {
          ...(Object.fromEntries(
            Object.entries(prices).map(([name, price]) => [
              name,
              scaled(price, amidSteps.workloads[id] ?? 1),
            ]),
          ) as Omit<WorkloadPrices, "product">),
          product,
        },
      ]),
    ),
  };
}
