import { existsSync } from "node:fs";
import { join } from "node:path";
import { cards } from "@steepest/workloads/catalogue.ts";
import { datasetOf } from "@steepest/workloads/datasets/datasetOf.ts";

export interface DataState {
  readonly workload: string;
  readonly prepared: boolean;
  readonly bytes: number;
}

/** Which workloads have their prepared files on disk. Looks only; `workloads prepare` builds and validates. */
export const dataState = (directory: string): DataState[] =>
  // A variant has the data of its base.
  cards
    .filter(({ variantOf }) => variantOf === null)
    .map(({ id }) => {
      const dataset = datasetOf(id);
      return {
        workload: id,
        prepared: dataset.files.every(({ name }) => existsSync(join(directory, dataset.id, name))),
        bytes: dataset.files.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    });
