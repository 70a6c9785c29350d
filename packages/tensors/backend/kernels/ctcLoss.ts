import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { addressOf, allocate, integersOf } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  /** [batch, frames, classes] */
  readonly logits: TensorInfo;
  /** [batch, labels], int32 as the lengths [batch]. */
  readonly labels: TensorInfo;
  readonly logitLengths: TensorInfo;
  readonly labelLengths: TensorInfo;
}

/** Losses [batch], and their slopes by the logits. */
export const ctcLoss = wasmKernel<Inputs, { readonly blank: number }>(
  "CtcLoss",
  (inputs, { blank }, backend) => {
    const { logits, labels, logitLengths, labelLengths } = inputs;
    const [batch, frames, classes] = logits.shape as [number, number, number];
    const room = labels.shape[1] as number;
    const losses = allocate(backend, [batch]);
    const gradient = allocate(backend, logits.shape);
    const { fused } = trainingModules();
    const work = scratch(backend, fused.connectionistBytes(frames, room));
    const inputAddresses = [logits, labels, logitLengths, labelLengths].map((each) =>
      addressOf(backend, each),
    );
    const wrong = fused.connectionistLosses(
      ...(inputAddresses as [number, number, number, number]),
      addressOf(backend, losses),
      addressOf(backend, gradient),
      work,
      batch,
      frames,
      classes,
      room,
      blank,
    );
    if (wrong !== 0) {
      for (const each of [losses, gradient]) backend.disposeData(each.dataId);
      const counts = Array.from(integersOf(backend, labelLengths));
      checkAll("logit lengths", Array.from(integersOf(backend, logitLengths)), frames);
      checkAll("label lengths", counts, room);
      checkLabels(backend, labels, counts, classes);
    }
    return [losses, gradient];
  },
);

function checkAll(what: string, lengths: readonly number[], most: number): void {
  for (const length of lengths)
    if (length < 0 || length > most) throw new Error(`ctcLoss: ${what} are 0 to ${most}, not ${length}`);
}

function checkLabels(
  backend: BackendWasm,
  labels: TensorInfo,
  counts: readonly number[],
  classes: number,
): void {
  const numbers = integersOf(backend, labels);
  const room = labels.shape[1] as number;
  for (const [example, count] of counts.entries())
    for (const label of numbers.subarray(example * room, example * room + count))
      if (label < 0 || label >= classes)
        throw new Error(`ctcLoss: labels are 0 to ${classes - 1}, not ${label}`);
}
