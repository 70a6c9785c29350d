/** The process of one task of the lab: takes a job from its parent by IPC, measures, sends the finding, and ends. */

import { UserError } from "@steepest/base/userError.ts";
import { librarySha256 } from "@steepest/core/job/library.ts";
import { createBench } from "@steepest/core/lab/createBench.ts";
import { instruments } from "@steepest/core/lab/instruments.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { withDerivedPrices } from "@steepest/workloads/worlds/worldPrices.ts";
import { ignoreSignals } from "../trial/ignoreSignals.ts";
import { nodeClock } from "../trial/nodeClock.ts";
import { type FromLab, type LabJob, labJobSchema } from "./labMessages.ts";
import { raplCounter } from "./raplCounter.ts";

const send = (message: FromLab) => new Promise<void>((resolve) => process.send?.(message, () => resolve()));

async function measure(job: LabJob): Promise<FromLab> {
  const instrument = instruments.find(({ name }) => name === job.instrument);
  const subject = job.subjects[job.task.subject];
  if (!instrument || !subject) throw new Error("a job of no instrument or subject");
  registerNodeProviders();
  const prices = priceListOf(job.environment.hardwareClass);
  const [engine, backend, workload, read] = await Promise.all([
    loadEngine(),
    openBackend(job.environment.backend),
    loadWorkload(job.workload),
    prepareData(job.workload, { directory: job.dataDirectory }),
  ]);
  const loaded = await workload.load(read);
  const bench = createBench({
    engine,
    backend,
    clock: nodeClock,
    workload,
    loaded,
    read,
    subject,
    source: job.source,
    environment: { ...job.environment, featureLevel: backend.featureLevel },
    prices: withDerivedPrices(prices),
    librarySha256: await librarySha256(prices),
    joules: raplCounter(),
    onProgress: (share) => void send({ type: "progress", share }),
  });
  const { subjects, studies, seed, options, words } = job;
  const ask = { card: workload.card, subjects, studies, seed, options, words };
  const finding = await instrument.measure(job.task, ask, bench);
  loaded.dispose();
  return { type: "found", finding };
}

process.on("message", (raw) => {
  measure(labJobSchema.parse(raw))
    .catch((error): FromLab => {
      if (!(error instanceof UserError)) throw error;
      const { code, message: what, details = "", solution } = error;
      return { type: "refused", ok: false, error: { code, what, details, solution } };
    })
    .then(send)
    .then(() => process.exit(0));
});
ignoreSignals();
process.on("disconnect", () => process.exit(0));
await send({ type: "ready" });
