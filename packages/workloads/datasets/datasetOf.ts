import { anyCard } from "../catalogue.ts";
import { brownTokens } from "./brown/brownTokens.ts";
import { brown } from "./brown/dataset.ts";
import type { Dataset } from "./dataset.ts";
import { datasetSha256 } from "./datasetSha256.ts";
import { flights } from "./flights/dataset.ts";
import { flite } from "./flite/dataset.ts";
import { messages } from "./messages/dataset.ts";
import { mnist } from "./mnist/dataset.ts";
import { mri } from "./mri/dataset.ts";
import { quickdraw } from "./quickdraw/dataset.ts";
import { typescriptAst } from "./typescript_ast/dataset.ts";

/** Every dataset, once. */
export const allDatasets: readonly Dataset[] = [
  mnist,
  mri,
  quickdraw,
  flite,
  flights,
  typescriptAst,
  messages,
  brown,
  brownTokens,
];

/** Of workloads whose own code makes or reads their data. */
const noFiles = datasetSha256([]);

/** The prepared data of a workload, without its model: the dataset whose version its card names. Throws a UserError for an unknown workload. */
export function datasetOf(workload: string): Dataset {
  const { dataset: card } = anyCard(workload);
  if (card.sha256 === noFiles) return { id: "formula", card, files: [] };
  const dataset = allDatasets.find((one) => one.card.sha256 === card.sha256);
  if (dataset === undefined)
    throw new Error(`the workload ${workload} has data that are no dataset's of the list`);
  return dataset;
}
