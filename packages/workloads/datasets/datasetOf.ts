import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { anyCard, worlds } from "../catalogue.ts";
import { ownWorkload } from "../own/ownWorkloads.ts";
import { brownTokens } from "./brown/brownTokens.ts";
import { brown } from "./brown/dataset.ts";
import type { Dataset } from "./dataset.ts";
import { flights } from "./flights/dataset.ts";
import { flite } from "./flite/dataset.ts";
import { messages } from "./messages/dataset.ts";
import { mnist } from "./mnist/dataset.ts";
import { mri } from "./mri/dataset.ts";
import { quickdraw } from "./quickdraw/dataset.ts";
import { typescriptAst } from "./typescript_ast/dataset.ts";

const datasets: Readonly<Record<string, Dataset>> = {
  mnist_mlp: mnist,
  mnist_cnn: mnist,
  mri_unet: mri,
  quickdraw_resnet: quickdraw,
  quickdraw_vit: quickdraw,
  speech_conformer: flite,
  speech_deepspeech: flite,
  flights_dlrm: flights,
  ast_gnn: typescriptAst,
  messages_transformer: messages,
  brown_lm: brown,
  brown_lm_large: brownTokens,
  permuted_stream: mnist,
  task_switch: mnist,
};

/** Of workloads whose own code makes or reads their data: no prepared files. */
const byFormula = (card: Dataset["card"]): Dataset => ({ id: "formula", card, files: [] });

const isMade = (card: WorkloadCard) => worlds.includes(card) || ownWorkload(card.id) !== undefined;

/** Every dataset, once. */
export const allDatasets: readonly Dataset[] = [...new Set(Object.values(datasets))];

/** The prepared data of a workload, without its model. Throws a UserError for an unknown workload. */
export function datasetOf(workload: string): Dataset {
  const card = anyCard(workload);
  const { id, variantOf } = card;
  const dataset = datasets[variantOf ?? id] ?? (isMade(card) ? byFormula(card.dataset) : undefined);
  if (dataset === undefined) throw new Error(`the workload ${workload} has a card but no dataset`);
  return dataset;
}
