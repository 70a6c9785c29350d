import type { Workload } from "@steepest/core/workload/workload.ts";
import { cardOrDraft } from "./catalogue.ts";

/** Literal imports, so that a bundler sees each of them and a page loads only the one it runs. */
const modules: Readonly<Record<string, () => Promise<{ default: Workload }>>> = {
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
};

export async function loadWorkload(id: string): Promise<Workload> {
  const { id: known } = cardOrDraft(id);
  const load = modules[known];
  if (load === undefined) throw new Error(`the workload ${known} has a card but no module`);
  return (await load()).default;
}
