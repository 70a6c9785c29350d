import { resolve } from "node:path";
import { cpuUsage } from "node:process";
import type { PriceList } from "@steepest/core/schema/priceList.ts";
import { median } from "@steepest/core/score/median.ts";
import * as tf from "@tensorflow/tfjs";
import { loadWorkload } from "../../loadWorkload.ts";
import { prepareData } from "../prepareData.ts";
import { MeasurementLog } from "./measurementLog.ts";
import { problemOf, request } from "./measureWorkload.ts";

interface Measuring {
  readonly directory: string;
  readonly log: MeasurementLog;
  readonly rounds: number;
}

/**
 * How many gradients a product with the Hessian takes: the most that it does of a usual batch and of one four times as large, up to the next tenth. Both take turns, in the
 * processor's time: what else runs on the machine makes both wait.
 */
export async function measureProduct(id: string, { directory, log, rounds }: Measuring): Promise<number> {
  const ratios = await log.once<number[]>(`product ${id}`, async () => {
    const workload = await loadWorkload(id);
    const loaded = await workload.load(await prepareData(id, { directory: resolve(directory, "data") }));
    const problem = problemOf(workload, loaded);
    const parameters = problem.initialParameters(0);
    const state = problem.initialModelState();
    const vector = problem.initialParameters(1);
    const { default: usual, max } = workload.card.batchSize;
    const sizes = [usual, Math.min(4 * usual, max, loaded.trainSize)];
    const made = sizes.map((size, index) => {
      const batch = problem.batch(index, size);
      const works = [
        () => {
          const { loss, grads, modelState } = problem.lossAndGrad(parameters, state, batch, request);
          tf.dispose([loss, grads, modelState]);
        },
        () => tf.dispose(problem.hvp(parameters, state, batch, request, vector)),
      ];
      // From the third time on both are replayed, and compiled with all care soon after.
      for (let time = 0; time < 8; time++) for (const work of works) work();
      const ratios = Array.from({ length: rounds }, () => {
        const [gradient = Number.NaN, product = Number.NaN] = works.map((work) => {
          const { user, system } = cpuUsage();
          for (let time = 0; time < 4; time++) work();
          const spent = cpuUsage({ user, system });
          return spent.user + spent.system;
        });
        return product / gradient;
      });
      problem.endStep();
      return median(ratios);
    });
    tf.dispose([parameters, state, vector]);
    problem.dispose();
    loaded.dispose();
    return made;
  });
  return Math.ceil(Math.max(...ratios) * 10) / 10;
}

/** The list with products measured anew; another version of it where one of them changes. */
export async function measureProducts(
  previous: PriceList,
  {
    directory,
    workloads,
    rounds,
    report,
  }: Omit<Measuring, "log"> & {
    readonly workloads: readonly string[];
    readonly report: (line: string) => void;
  },
): Promise<PriceList> {
  const log = new MeasurementLog(resolve(directory, "prices", `${previous.hardwareClass}.jsonl`));
  const priced = { ...previous.workloads };
  for (const id of workloads) {
    const prices = priced[id];
    if (prices === undefined) throw new Error(`the list has no prices of ${id}`);
    const product = await measureProduct(id, { directory, log, rounds });
    report(`${id}: ${product} gradients`);
    priced[id] = { ...prices, product };
  }
  const isChanged = workloads.some((id) => priced[id]?.product !== previous.workloads[id]?.product);
  return { ...previous, version: previous.version + (isChanged ? 1 : 0), workloads: priced };
}
