import type { LossRequest } from "./problem.ts";

/** What a submission asked of the fixed functions, as JSON. Throws where a value is out of range or the loss cannot do it. */
export function parseLossRequest(json: string, samplesLabels = false): LossRequest {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== "object" || parsed === null) throw new Error("the options must be an object");
  const given = parsed as Readonly<Record<string, unknown>>;
  const rate = (name: string): number | null => {
    const value = given[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== "number" || !(value >= 0 && value < 1)) {
      throw new Error(`${name} must be a number from 0 to below 1, not ${String(value)}`);
    }
    return value;
  };
  const { mode = "train", updateBatchNorm = true, labels = "given" } = given;
  if (mode !== "train" && mode !== "eval") throw new Error("mode must be `train` or `eval`");
  if (labels !== "given" && labels !== "sampled") throw new Error("labels must be `given` or `sampled`");
  if (labels === "sampled" && !samplesLabels) throw new Error("labels: this loss has no classes to sample");
  return {
    dropoutRate: rate("dropoutRate"),
    labelSmoothing: rate("labelSmoothing"),
    updateBatchNorm: updateBatchNorm === true,
    mode,
    ...(labels === "sampled" ? { sampledLabels: true } : {}),
  };
}
