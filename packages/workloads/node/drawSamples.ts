// Draws the examples that a workload's page shows: node packages/workloads/node/drawSamples.ts [WORKLOAD ...]
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import { anyCard, cards, drafts } from "../catalogue.ts";
import { datasetOf } from "../datasets/datasetOf.ts";
import { mostSampleBytes, type WorkloadSamples, workloadSamplesSchema } from "../samples/workloadSamples.ts";
import { prepareData } from "./prepareData.ts";

type DrawSamples = (read: ReadDataFile) => Promise<WorkloadSamples>;

/** How the examples of each dataset are drawn from its prepared files. */
const drawers: Readonly<Record<string, () => Promise<{ drawSamples: DrawSamples }>>> = {
  mnist: () => import("../datasets/mnist/node/drawSamples.ts"),
  flights: () => import("../datasets/flights/node/drawSamples.ts"),
  typescript_ast: () => import("../datasets/typescript_ast/node/drawSamples.ts"),
  brown: () => import("../datasets/brown/node/drawSamples.ts"),
  brown_tokens: () => import("../datasets/brown/node/drawTokenSamples.ts"),
  messages: () => import("../datasets/messages/node/drawSamples.ts"),
  quickdraw: () => import("../datasets/quickdraw/node/drawSamples.ts"),
  flite: () => import("../datasets/flite/node/drawSamples.ts"),
  mri: () => import("../datasets/mri/node/drawSamples.ts"),
};

const asked = process.argv.slice(2).map((id) => anyCard(id));
const chosen = asked.length > 0 ? asked : [...cards, ...drafts];
// A variant has its base's data.
const ids = new Set(chosen.map(({ id, variantOf }) => variantOf ?? id));
for (const id of ids) {
  const drawer = drawers[datasetOf(id).id];
  if (drawer === undefined) {
    console.error(`${id}: nothing draws its dataset ${datasetOf(id).id} yet`);
    process.exitCode = 1;
    continue;
  }
  const samples = workloadSamplesSchema.parse(await (await drawer()).drawSamples(await prepareData(id)));
  const json = `${JSON.stringify(samples, null, 2)}\n`;
  if (Buffer.byteLength(json) > mostSampleBytes) {
    throw new Error(
      `the samples of ${id} take ${Buffer.byteLength(json)} bytes, more than ${mostSampleBytes}`,
    );
  }
  await writeFile(fileURLToPath(new URL(`../${id}/samples.json`, import.meta.url)), json);
  console.log(`${id}: ${samples.samples.length} samples, ${Buffer.byteLength(json)} bytes`);
}
