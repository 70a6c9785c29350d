import { differentiable } from "@steepest/tensors/operations/differentiable.ts";
import {
  add,
  concat,
  matMul,
  mul,
  reshape,
  sigmoid,
  split,
  stack,
  sub,
  type Tensor,
  tanh,
  transpose,
  unstack,
  zeros,
} from "@tensorflow/tfjs";

/** What a step keeps for the gradient: the gates, the candidate, the state before it and the tanh of that after it. */
interface Step {
  /** Input, forget and output gate side by side, [directions, batch, 3 · width]. */
  readonly gates: Tensor;
  readonly candidate: Tensor;
  readonly cellBefore: Tensor;
  readonly squashed: Tensor;
}

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997, with Gers et al.'s forget gate) of several directions at once, from zero states:
 * `inputs` [steps, directions, batch, 4 · width] are the inputs' share of gates and candidate, in the order input, forget and output gate,
 * candidate; `recurrent` is [directions, width, 4 · width]; `mask` [steps, directions, batch, 1] is 0 where the state is to be zero
 * after a step, else 1 (a constant to the gradient). The outputs are [steps, directions, batch, width].
 *
 * One operation with its own gradient: tfjs would record some twenty nodes a step.
 */
export function lstmSequence(inputs: Tensor, recurrent: Tensor, mask: Tensor): Tensor {
  return differentiable([inputs, recurrent], () => {
    const masks = unstack(mask);
    const steps: Step[] = [];
    const outputs: Tensor[] = [];
    let [output, cell] = [0, 1].map(() => zeros(stateShape(inputs))) as [Tensor, Tensor];
    for (const [at, input] of unstack(inputs).entries()) {
      const sums = add(input, matMul(output, recurrent));
      const [ofGates, ofCandidate] = splitLast(sums, [3, 1]);
      const gates = sigmoid(ofGates as Tensor);
      const candidate = tanh(ofCandidate as Tensor);
      const [inputGate, forgetGate, outputGate] = splitLast(gates, [1, 1, 1]) as [Tensor, Tensor, Tensor];
      const cellBefore = cell;
      cell = mul(add(mul(forgetGate, cell), mul(inputGate, candidate)), masks[at] as Tensor);
      const squashed = tanh(cell);
      output = mul(outputGate, squashed);
      outputs.push(output);
      steps.push({ gates, candidate, cellBefore, squashed });
    }
    const value = stack(outputs);
    return {
      value,
      saved: [recurrent, mask, value, ...steps.flatMap((step) => stepTensors(step))],
      gradient: (dy, [weights, kept, all, ...tensors]) =>
        slopes(dy, weights as Tensor, kept as Tensor, all as Tensor, tensors),
    };
  });
}

const stepTensors = ({ gates, candidate, cellBefore, squashed }: Step) => [
  gates,
  candidate,
  cellBefore,
  squashed,
];

/** Back through time. */
function slopes(
  dy: Tensor,
  recurrent: Tensor,
  mask: Tensor,
  outputs: Tensor,
  saved: readonly Tensor[],
): Tensor[] {
  const ofOutputs = unstack(dy);
  const masks = unstack(mask);
  const count = masks.length;
  const ofSums: Tensor[] = [];
  let [later, laterCell] = [0, 1].map(() => zeros((ofOutputs[0] as Tensor).shape)) as [Tensor, Tensor];
  for (let at = count - 1; at >= 0; at--) {
    const [gates, candidate, cellBefore, squashed] = saved.slice(4 * at, 4 * at + 4) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const [inputGate, forgetGate, outputGate] = splitLast(gates, [1, 1, 1]) as [Tensor, Tensor, Tensor];
    const ofOutput = add(ofOutputs[at] as Tensor, later);
    const throughOutput = mul(mul(ofOutput, outputGate), sub(1, mul(squashed, squashed)));
    const ofCell = mul(add(throughOutput, laterCell), masks[at] as Tensor);
    const ofGates = concat([mul(ofCell, candidate), mul(ofCell, cellBefore), mul(ofOutput, squashed)], 2);
    const ofCandidate = mul(mul(ofCell, inputGate), sub(1, mul(candidate, candidate)));
    const sums = concat([mul(ofGates, mul(gates, sub(1, gates))), ofCandidate], 2);
    ofSums[at] = sums;
    later = matMul(sums, recurrent, false, true);
    laterCell = mul(ofCell, forgetGate);
  }
  return [stack(ofSums), ofRecurrent(outputs, ofSums)];
}

/** The recurrent weights' slope, all steps in one product: the outputs before each step by the sums' slopes. */
function ofRecurrent(outputs: Tensor, ofSums: readonly Tensor[]): Tensor {
  const [steps, directions, batch, width] = outputs.shape as [number, number, number, number];
  if (steps === 1) return zeros([directions, width, 4 * width]);
  const rows = (x: Tensor, columns: number) =>
    reshape(transpose(x, [1, 0, 2, 3]), [directions, (steps - 1) * batch, columns]);
  const before = outputs.slice([0, 0, 0, 0], [steps - 1, directions, batch, width]);
  return matMul(rows(before, width), rows(stack(ofSums.slice(1)), 4 * width), true, false);
}

/** Parts of the last axis in these proportions. */
function splitLast(x: Tensor, parts: readonly number[]): Tensor[] {
  const unit = (x.shape[2] as number) / parts.reduce((sum, part) => sum + part, 0);
  return split(
    x,
    parts.map((part) => part * unit),
    2,
  );
}

/** [directions, batch, width] */
function stateShape(inputs: Tensor): number[] {
  const [, directions, batch, columns] = inputs.shape as [number, number, number, number];
  return [directions, batch, columns / 4];
}
