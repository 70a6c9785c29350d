import { keyFromSeed } from "@steepest/base/random/key.ts";
import type { ForwardOptions, LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import { add, div, grads, mul, sqrt, square, sub, sum, type Tensor, tidy, zerosLike } from "@tensorflow/tfjs";
import { initialize } from "./initialize.ts";

const options: ForwardOptions = {
  mode: "train",
  dropoutRate: 0,
  labelSmoothing: 0,
  updateBatchNorm: true,
  key: [1, 2],
};

/** The training loss on the first 16 examples, again and again, before each of `steps` steps of Adam and after the last. */
export function overfit(
  workload: Pick<Workload, "parameterSpecs" | "modelStateSpecs">,
  loaded: LoadedWorkload,
  { steps, rate }: { readonly steps: number; readonly rate: number },
): number[] {
  const batch = loaded.batch(
    Int32Array.from({ length: 16 }, (_, at) => at),
    keyFromSeed(3),
  );
  const start = initialize(workload);
  let { parameters } = start;
  let first: readonly Tensor[] = parameters.map((p) => zerosLike(p));
  let second: readonly Tensor[] = parameters.map((p) => zerosLike(p));
  const loss = (p: readonly Tensor[]): Tensor => {
    const { losses, weights } = loaded.forward(p, start.state, batch, options);
    return div(sum(losses), sum(weights));
  };
  const seen: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const old = [...parameters, ...first, ...second];
    [parameters, first, second] = tidy(() => {
      seen.push(loss(parameters).dataSync()[0] as number);
      const gradients = grads((...p: Tensor[]) => loss(p))([...parameters]);
      const m = first.map((each, at) => add(mul(each, 0.9), mul(gradients[at] as Tensor, 0.1)));
      const v = second.map((each, at) => add(mul(each, 0.99), mul(square(gradients[at] as Tensor), 0.01)));
      const moved = parameters.map((p, at) => {
        const scale = sqrt(div(v[at] as Tensor, 1 - 0.99 ** step));
        return sub(p, mul(div(m[at] as Tensor, add(scale, 1e-8)), rate / (1 - 0.9 ** step)));
      });
      return [moved, m, v] as [Tensor[], Tensor[], Tensor[]];
    });
    for (const each of old) each.dispose();
  }
  seen.push(tidy(() => loss(parameters).dataSync()[0] as number));
  for (const each of [...parameters, ...first, ...second, ...start.state, ...Object.values(batch)])
    each.dispose();
  return seen;
}
