import type { BackendName } from "@steepest/tensors/backend/backend.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { expect } from "vitest";
import type { Workload } from "../../workload/workload.ts";
import { runTrial } from "../runTrial.ts";
import { softmaxWorkload } from "./softmaxWorkload.ts";
import { trialOptions } from "./trialFixture.ts";

/** A submission of one step that runs these lines and says what they `say`. */
const sourceOf = (lines: string) => ({
  entry: "asks.ts",
  files: {
    "asks.ts": `import { add, constant, defineSubmission, div, mul, ofKind, onesLike, partition, read, sub, zerosLike } from "steepest";
const say = async (tree) => console.log(JSON.stringify([...(await read(tree))[0]]));
export default defineSubmission({
  name: "asks",
  ruleset: "self",
  hyperparameters: [{ lr: 0.05 }],
  init: () => null,
  async update(ctx) {
    ${lines}
    return { params: ctx.params };
  },
});
`,
  },
});

/** One step of a submission with these lines, on the softmax regression or another workload: its record, and the numbers that it said. */
export async function ask(
  lines: string,
  workload: Workload = softmaxWorkload(),
  backend: BackendName = "cpu",
) {
  const options = await trialOptions({
    workload,
    source: sourceOf(lines),
    maxSteps: 1,
    backend: await openBackend(backend),
  });
  const before = memory().numTensors;
  const record = await runTrial(options);
  expect(memory().numTensors).toBe(before);
  const said = record.outcome.kind === "failed" ? [] : record.console.map((line) => JSON.parse(line));
  return { record, said: said as number[][] };
}
