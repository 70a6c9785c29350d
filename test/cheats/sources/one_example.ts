// Reads an example out of a first layer's gradient: x is its gradient over that of the bias. Nothing forbids it; it is charged.
import { defineSubmission, read } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const one = ctx.take(ctx.batch, [0]);
    const { grads } = ctx.lossAndGrad(ctx.params, one);
    const [kernel, bias] = await read(grads);
    const inputs = [0, 1, 2, 3].map((row) => (kernel as Float32Array)[3 * row]! / (bias as Float32Array)[0]!);
    console.log(String(inputs.length === 4 && inputs.every(Number.isFinite)));
    return { params: ctx.params };
  },
});
