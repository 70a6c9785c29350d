// Multiplies batches of matrices that do not go together, to read beyond the end of the smaller one.
import { constant, defineSubmission, matmul, read } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const left = constant(new Float32Array(2 * 2 * 2), [2, 2, 2]);
    const right = constant(new Float32Array(3 * 2 * 2), [3, 2, 2]);
    console.log((await read(matmul(left, right)))[0].join());
    return { params: ctx.params };
  },
});
