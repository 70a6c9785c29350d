import { CapturedFunctions } from "@steepest/tensors/backend/captured/capturedFunctions.ts";
import { tidy } from "@tensorflow/tfjs";
import type { LoadedWorkload } from "../workload/workload.ts";

/** Batches of evaluations that are kept as programs: those of a split come again at every evaluation. */
const programs = 32;

export interface ReplayedEvaluation {
  readonly loaded: LoadedWorkload;
  /** Replays so far. */
  readonly replayed: () => number;
  readonly dispose: () => void;
}

/** A workload whose evaluations are recorded when their batches come for the second time and replayed from then on, with the same bits. */
export function replayedEvaluation(loaded: LoadedWorkload): ReplayedEvaluation {
  const captured = new CapturedFunctions({ programs });
  return {
    loaded: {
      ...loaded,
      evaluate: (parameters, modelState, split) =>
        loaded.evaluate(parameters, modelState, split, (name, inputs, compute) =>
          captured.run({ name, inputs, key: [0, 0], compute: () => tidy(compute) }),
        ),
    },
    replayed: () => captured.counts.replayed,
    dispose: () => captured.dispose(),
  };
}
