import type { Tensor } from "@tensorflow/tfjs";
import { type LossTrees, parsePredictedLabels } from "./parsePredictedLabels.ts";
import type { LossRequest, Problem } from "./problem.ts";

const optionNames = new Set([
  "dropoutRate",
  "labelSmoothing",
  "updateBatchNorm",
  "mode",
  "labels",
  "weights",
  "draw",
  "local",
  "perturb",
  "outputNoise",
  "keep",
  "feedback",
]);

/** What a submission asked of the fixed functions, as JSON. Throws where a value is out of range or the loss cannot do it. */
export function parseLossRequest(
  json: string,
  problem: Pick<
    Problem,
    | "samplesLabels"
    | "predictsLabels"
    | "localShapes"
    | "perturbsInputs"
    | "noisyOutputs"
    | "dropping"
    | "takesFeedback"
    | "instead"
  >,
  trees: LossTrees,
  examples: number,
): LossRequest {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== "object" || parsed === null) throw new Error("the options must be an object");
  const given = parsed as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((name) => !optionNames.has(name));
  if (unknown !== undefined) {
    throw new Error(
      `there is no option \`${unknown}\`: there are ${[...optionNames].join(", ")} and modelState`,
    );
  }
  const rate = (name: string): number | null => {
    const value = given[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== "number" || !(value >= 0 && value < 1)) {
      throw new Error(`${name} must be a number from 0 to below 1, not ${String(value)}`);
    }
    return value;
  };
  const { mode = "train", updateBatchNorm = true } = given;
  if (mode !== "train" && mode !== "eval") throw new Error("mode must be `train` or `eval`");
  if (typeof updateBatchNorm !== "boolean" && updateBatchNorm !== "replace") {
    throw new Error("updateBatchNorm must be true, false or `replace`");
  }
  return {
    dropoutRate: rate("dropoutRate"),
    labelSmoothing: rate("labelSmoothing"),
    updateBatchNorm,
    mode,
    ...parseWeights(given["weights"], trees, examples),
    ...parseDraw(given["draw"]),
    ...parseLabels(given["labels"], problem, trees),
    ...parseLocal(given, problem, trees),
    ...parseAscent(given, problem),
    ...parseNoise(given, problem),
    ...parseKeep(given, problem, examples),
    ...parseFeedback(given, problem, trees),
  };
}

/** What this problem cannot do, and where else it can be done. */
const lacking = (message: string, instead: string | undefined): Error =>
  new Error(instead === undefined ? message : `${message}. ${instead}`);

function parseWeights(
  weights: unknown,
  trees: LossTrees,
  examples: number,
): Pick<LossRequest, "exampleWeights"> {
  if (weights === undefined) return {};
  if (typeof weights !== "number") throw new Error("weights must be a Tree of one number for each example");
  return { exampleWeights: trees.exampleWeights(weights, examples).leaves()[0] as Tensor };
}

function parseLocal(
  { local, labels, perturb }: Readonly<Record<string, unknown>>,
  { localShapes = [], instead }: Pick<Problem, "localShapes" | "instead">,
  trees: LossTrees,
): Pick<LossRequest, "localHeads"> {
  if (local === undefined) return {};
  if (localShapes.length === 0)
    throw lacking("local: this model has no blocks; ctx.localShapes says so", instead);
  if (typeof local !== "number") throw new Error("local must be a Tree of heads");
  if (labels !== undefined && labels !== "given")
    throw new Error("local: heads are told the batch's own labels alone");
  if (perturb !== undefined) throw new Error("local heads go with inputs as they are: perturb first");
  return { localHeads: trees.localHeads(local).leaves() };
}

function parseAscent(
  { perturb }: Readonly<Record<string, unknown>>,
  { perturbsInputs = false, instead }: Pick<Problem, "perturbsInputs" | "instead">,
): Pick<LossRequest, "ascent"> {
  if (perturb === undefined) return {};
  if (!perturbsInputs) {
    throw lacking("perturb: the inputs are no real numbers; ctx.perturbsInputs says so", instead);
  }
  if (typeof perturb !== "object" || perturb === null) {
    throw new Error("perturb must be { radius, norm, stepSize }: ctx.perturb fills it in");
  }
  const { radius, norm, stepSize } = perturb as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries({ radius, stepSize })) {
    if (typeof value !== "number" || !(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new Error(`perturb: ${name} must be a finite number above 0, not ${String(value)}`);
    }
  }
  if (norm !== "infinity" && norm !== "euclidean") {
    throw new Error(`perturb: norm must be \`infinity\` or \`euclidean\`, not ${String(norm)}`);
  }
  return { ascent: { radius: radius as number, norm, stepSize: stepSize as number } };
}

function parseNoise(
  { outputNoise, labels, weights, local, perturb }: Readonly<Record<string, unknown>>,
  { noisyOutputs, instead }: Pick<Problem, "noisyOutputs" | "instead">,
): Pick<LossRequest, "outputNoise"> {
  if (outputNoise === undefined) return {};
  if (noisyOutputs === undefined) {
    throw lacking("outputNoise: this model's layers take no noise; ctx.noisesOutputs says so", instead);
  }
  if (typeof outputNoise !== "number" || !(outputNoise > 0 && outputNoise < Number.POSITIVE_INFINITY)) {
    throw new Error(`outputNoise must be a finite number above 0, not ${String(outputNoise)}`);
  }
  const isPlain = labels === undefined || labels === "given";
  if (!isPlain || weights !== undefined || local !== undefined || perturb !== undefined) {
    throw new Error(
      "outputNoise goes with the batch's own labels alone: without labels, weights, local or perturb",
    );
  }
  return { outputNoise };
}

function parseKeep(
  { keep, local, perturb, outputNoise }: Readonly<Record<string, unknown>>,
  { dropping, instead }: Pick<Problem, "dropping" | "instead">,
  examples: number,
): Pick<LossRequest, "keep"> {
  if (keep === undefined) return {};
  if (dropping === undefined) {
    throw lacking("keep: no examples can be dropped between this model's blocks; ctx.edges says so", instead);
  }
  if (local !== undefined || perturb !== undefined || outputNoise !== undefined) {
    throw new Error("keep goes without local, perturb and outputNoise");
  }
  return { keep: keptExamples(keep, dropping.numbers.length, examples) };
}

function parseFeedback(
  { feedback, local, perturb, outputNoise, keep }: Readonly<Record<string, unknown>>,
  { takesFeedback = false, instead }: Pick<Problem, "takesFeedback" | "instead">,
  trees: LossTrees,
): Pick<LossRequest, "feedback"> {
  if (feedback === undefined) return {};
  if (!takesFeedback) {
    throw lacking(
      "feedback: slopes go back through this model's own weights alone; ctx.takesFeedback says so",
      instead,
    );
  }
  // What a Tree is in JSON.
  const handle = (feedback as { readonly tree?: unknown } | null)?.tree;
  if (!Number.isInteger(handle))
    throw new Error(
      `feedback must be a Tree of weights, one for each parameter, not ${JSON.stringify(feedback)}`,
    );
  if (local !== undefined || perturb !== undefined || outputNoise !== undefined || keep !== undefined) {
    throw new Error("feedback goes without local, perturb, outputNoise and keep");
  }
  return { feedback: trees.feedback(handle as number).leaves() };
}

/** How many examples of a batch go back past each edge, from the parts that a submission keeps. Throws where these are none. */
export function keptExamples(keep: unknown, edges: number, examples: number): number[] {
  if (!Array.isArray(keep) || keep.length !== edges) {
    throw new Error(`keep must be a list of ${edges} numbers, one for each edge (ctx.edges)`);
  }
  return keep.map((part: unknown, edge) => {
    if (typeof part !== "number" || !(part > 0 && part <= 1)) {
      throw new Error(
        `keep: the part of the examples at edge ${edge} must be above 0 and at most 1, not ${String(part)}`,
      );
    }
    if (edge > 0 && part < (keep[edge - 1] as number)) {
      throw new Error(
        `keep: edge ${edge} keeps ${part} and the one before it ${String(keep[edge - 1])}: what was dropped behind an edge cannot come back before it, so no part may be above the next`,
      );
    }
    return Math.ceil(part * examples);
  });
}

function parseDraw(draw: unknown): Pick<LossRequest, "draw"> {
  if (draw === undefined) return {};
  if (Number.isSafeInteger(draw) && (draw as number) >= 0) return { draw: draw as number };
  throw new Error(`draw must be a whole number from 0, not ${String(draw)}`);
}

function parseLabels(
  labels: unknown,
  { samplesLabels, predictsLabels, instead }: Pick<Problem, "samplesLabels" | "predictsLabels" | "instead">,
  trees: LossTrees,
): Pick<LossRequest, "sampledLabels" | "predictedLabels"> {
  if (labels === undefined || labels === "given") return {};
  if (labels === "sampled") {
    if (!samplesLabels) throw lacking("labels: this loss has no classes to sample", instead);
    return { sampledLabels: true };
  }
  if (typeof labels !== "object" || labels === null) {
    throw new Error("labels must be `given`, `sampled` or { predictedBy }");
  }
  if (!predictsLabels) throw lacking("labels: this loss has no classes to predict", instead);
  return { predictedLabels: parsePredictedLabels(labels, trees) };
}
