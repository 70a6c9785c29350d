import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { groupNorm, instanceNorm } from "@steepest/tensors/operations/norms.ts";
import { ones, type Tensor, zeros } from "@tensorflow/tfjs";
import type { Scope } from "./scope.ts";

/** Over what a norm of images takes mean and variance: each channel of an image (`instance`) or the whole image (`layer`). */
export type ImageNorm = "instance" | "layer";

/** As in AlgoPerf's U-Net, instance norm has no parameters and layer norm a scale and a bias for every channel. */
export const imageNormSpecs = (kind: ImageNorm, name: string, channels: number): readonly ParameterSpec[] =>
  kind === "instance"
    ? []
    : [
        {
          name: `${name}.scale`,
          kind: "norm_scale",
          shape: [channels],
          initializer: { type: "constant", value: 1 },
        },
        {
          name: `${name}.bias`,
          kind: "norm_bias",
          shape: [channels],
          initializer: { type: "constant", value: 0 },
        },
      ];

/** Normalizes x [batch, height, width, channels], alike in training and evaluation: there are no running statistics. */
export function imageNorm(scope: Scope, kind: ImageNorm, name: string, x: Tensor): Tensor {
  const channels = x.shape[3] as number;
  if (kind === "instance") return instanceNorm(x, ones([channels]), zeros([channels]));
  return groupNorm(x, scope.parameter(`${name}.scale`), scope.parameter(`${name}.bias`), 1);
}
