import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { mri } from "../datasets/mri/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "mri_unet",
  title: "Brain MRI, U-Net",
  summary: "Restore images of a brain from a quarter of their k-space with a U-Net.",
  algoperf: "fastmri",
  variantOf: null,
  dataset: mri.card,
  symmetry:
    "one of a square's eight turns and mirror images for input and target together, sign of the standardized input and of the standardized target",
  model: {
    description:
      "U-Net of 8 to 64 channels on four levels: two 3 × 3 convolutions each with instance norm (no parameters) and leaky ReLU of slope 0.2, average pooling down, 2 × 2 transposed convolutions up, 1 × 1 convolution at the end; no dropout by default",
    parameterCount: 120_273,
    algoperfParameterCount: 7_756_097,
  },
  loss: { type: "l1", label: "mean absolute error (standard deviations of the input)" },
  metric: {
    name: "ssim",
    direction: "max",
    label: "structural similarity (SSIM)",
    range: { min: -1, max: 1 },
  },
  batchSize: { default: 8, max: 64 },
  target: workloadTargetSchema.parse(target),
};
