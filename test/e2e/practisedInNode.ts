import { practiceJobs } from "../../apps/site/src/play/practiceJobs.ts";
import { wallClock } from "../../packages/core/harness/clock.ts";
import { runJob } from "../../packages/core/job/runJob.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import type { TrialRecord } from "../../packages/core/schema/record.ts";
import type { FeatureLevel } from "../../packages/tensors/backend/modules/trainingModules.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { loadWorkload } from "../../packages/workloads/loadWorkload.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import { priceListOf } from "../../packages/workloads/priceLists.ts";

/** Trains for a second and a half of reference time, then goes astray on purpose: a whole record, soon. */
export const soonAstray = `import { addScaled, defineSubmission } from "steepest";
export default defineSubmission({
  name: "soon_astray", ruleset: "self", hyperparameters: [{ lr: 0.1 }], init: () => ({}),
  update({ params, batch, lossAndGrad, step, elapsed, hyperparameters: { lr } }) {
    if (step === 1) console.log("it begins");
    const { grads, modelState } = lossAndGrad(params, batch);
    return { params: addScaled(params, grads, elapsed > 1.5 ? Number.NaN : -lr), modelState };
  },
});
`;

/** The trial of `soonAstray` that a tab has recorded with seed 3, in Node, as a runner runs it. */
export async function practisedInNode(record: TrialRecord): Promise<TrialRecord> {
  const { environment, hyperparameters } = record;
  const practice = {
    ...{
      source: { entry: "my_optimizer.ts", files: { "my_optimizer.ts": soonAstray } },
      workload: "mnist_mlp",
      seed: 3,
      environment,
    },
    ...{ manifest: { name: "soon_astray", ruleset: "self" as const }, points: [hyperparameters] },
  };
  const [job] = practiceJobs(practice);
  if (job === undefined) throw new Error("no job");
  const featureLevel = environment.featureLevel as FeatureLevel;
  return runJob(job, {
    ...{ clock: wallClock, loadEngine, prices: priceListOf },
    openBackend: (name) => openBackend(name, { featureLevel }),
    async loadWorkload(id) {
      const loaded = await loadWorkload(id);
      return { workload: loaded, loaded: await loaded.load(await prepareData(id)) };
    },
  });
}
