import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { anyCard } from "./catalogue.ts";
import { ownWorkload } from "./own/ownWorkloads.ts";

interface WorkloadModule {
  readonly default: Workload;
  /** The workload of one of its variants' cards, where it has variants. */
  readonly variant?: (of: WorkloadCard) => Workload;
}

/** Literal imports, so that a bundler sees each of them and a page loads only the one it runs. */
const modules: Readonly<Record<string, () => Promise<WorkloadModule>>> = {
  mnist_mlp: () => import("./mnist_mlp/workload.ts"),
  mnist_cnn: () => import("./mnist_cnn/workload.ts"),
  mri_unet: () => import("./mri_unet/workload.ts"),
  quickdraw_resnet: () => import("./quickdraw_resnet/workload.ts"),
  quickdraw_vit: () => import("./quickdraw_vit/workload.ts"),
  speech_conformer: () => import("./speech_conformer/workload.ts"),
  speech_deepspeech: () => import("./speech_deepspeech/workload.ts"),
  flights_dlrm: () => import("./flights_dlrm/workload.ts"),
  ast_gnn: () => import("./ast_gnn/workload.ts"),
  messages_transformer: () => import("./messages_transformer/workload.ts"),
  brown_lm: () => import("./brown_lm/workload.ts"),
  brown_lm_large: () => import("./brown_lm_large/workload.ts"),
  modular_addition: () => import("./worlds/modularAddition.ts"),
  xor: () => import("./worlds/xor.ts"),
  matrix_sensing: () => import("./worlds/matrixSensing.ts"),
  noisy_quadratic: () => import("./worlds/noisyQuadratic.ts"),
  saddle_escape: () => import("./worlds/saddleEscape.ts"),
  image_fit: () => import("./worlds/imageFit.ts"),
  permuted_stream: () => import("./worlds/permutedStream.ts"),
  task_switch: () => import("./worlds/taskSwitch.ts"),
};

/** A workload, a held-out variant of one, or a user's own that this process loaded, by its id. */
export async function loadWorkload(id: string): Promise<Workload> {
  const own = ownWorkload(id);
  if (own !== undefined) return own.workload;
  const card = anyCard(id);
  const load = modules[card.variantOf ?? card.id];
  if (load === undefined) throw new Error(`the workload ${card.id} has a card but no module`);
  const module = await load();
  if (card.variantOf === null) return module.default;
  if (module.variant === undefined) throw new Error(`the workload ${card.variantOf} builds no variants`);
  return module.variant(card);
}
