/** A model goes through a kernel of which nobody said how derivatives along a direction go through it: no fault of the machine, and none of the submission. */
export class MissingTangentRule extends Error {
  constructor(kernelName: string) {
    super(
      `products with the Hessian do not go through the kernel ${kernelName}, which has no rule in packages/tensors/operations/tangents/tangentRules.ts: write the model without it, or take the difference of two gradients of one \`draw\``,
    );
    this.name = "MissingTangentRule";
  }
}
