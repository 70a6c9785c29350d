import { sizeOf } from "./heap.ts";

/** How an operand is read along the axes of a broadcast result: its step for each axis, 0 where it is repeated. */
export function broadcastSteps(own: readonly number[], result: readonly number[]): number[] {
  const steps = new Array<number>(result.length).fill(0);
  let step = 1;
  for (let axis = own.length - 1; axis >= 0; axis--) {
    const length = own[axis] as number;
    steps[axis + result.length - own.length] = length === 1 ? 0 : step;
    step *= length;
  }
  return steps;
}

/** Runs of the result's innermost axes along which each operand is either one number or consecutive numbers. */
export interface BroadcastRuns {
  /** Length of every run. */
  readonly length: number;
  /** For each operand: where each run starts. */
  readonly starts: readonly Int32Array[];
  /** For each operand: 0 where a run repeats one number, else 1. */
  readonly increments: readonly (0 | 1)[];
}

/** Splits a broadcast over `result` into runs that are as long as the operands' shapes allow. */
export function broadcastRuns(
  operands: readonly (readonly number[])[],
  result: readonly number[],
): BroadcastRuns {
  const steps = operands.map((own) => broadcastSteps(own, result));
  let axis = result.length;
  let length = 1;
  const increments = operands.map((): 0 | 1 | null => null);
  for (; axis > 0; axis--) {
    const axisLength = result[axis - 1] as number;
    if (axisLength === 1) continue;
    const kinds = steps.map((own): 0 | 1 | null => {
      const step = own[axis - 1] as number;
      return step === 0 ? 0 : step === length ? 1 : null;
    });
    if (!kinds.every((kind, i) => kind !== null && (increments[i] === null || increments[i] === kind))) break;
    for (let i = 0; i < kinds.length; i++) increments[i] = kinds[i] ?? null;
    length *= axisLength;
  }
  const outer = result.slice(0, axis);
  const starts = steps.map((own) => runStarts(own, outer));
  return { length, starts, increments: increments.map((kind) => kind ?? 0) };
}

function runStarts(steps: readonly number[], outer: readonly number[]): Int32Array {
  const starts = new Int32Array(sizeOf(outer));
  let repeat = starts.length;
  for (let axis = 0; axis < outer.length; axis++) {
    const length = outer[axis] as number;
    const step = steps[axis] as number;
    repeat /= length;
    if (step === 0) continue;
    for (let run = 0; run < starts.length; run++) {
      starts[run] = (starts[run] as number) + (Math.floor(run / repeat) % length) * step;
    }
  }
  return starts;
}
