import { createHash } from "node:crypto";
import { loadWorkload } from "../../loadWorkload.ts";

/**
 * What a workload is as far as its data and parameters go: 16 hexadecimal digits of the SHA-256 of its prepared files' hashes, parameter specs, model state,
 * batch size, metric and the symmetry of its data. A change of the forward pass alone does not show in it.
 */
export async function workloadVersion(id: string): Promise<string> {
  const { card, dataFiles, parameterSpecs, modelStateSpecs } = await loadWorkload(id);
  const parts = [
    dataFiles.map(({ sha256 }) => sha256),
    parameterSpecs,
    modelStateSpecs,
    card.batchSize.default,
    card.metric.name,
    card.symmetry,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
