import { priceOf } from "../../schema/priceList.ts";
import { loopOfOne } from "../loopPrices.ts";
import { hostUnits } from "../operationPrices.ts";
import { keptExamples } from "../parseLossRequest.ts";
import type { PricedKind, PricedOptions } from "../problem.ts";
import { sizeOf } from "../treeStructure.ts";
import type { HostTable } from "./hostTable.ts";
import type { Pricing } from "./pricing.ts";

function pricedOptions(json: string): PricedOptions & { readonly noises: boolean; readonly parts: unknown } {
  const {
    mode,
    dropoutRate,
    labels = "given",
    weights,
    perturb,
    outputNoise,
    keep,
    feedback,
  } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  return {
    dropout: mode !== "eval" && typeof dropoutRate === "number" && dropoutRate > 0,
    weights: weights !== undefined,
    perturbs: perturb !== undefined,
    feedback: feedback !== undefined,
    noises: outputNoise !== undefined,
    parts: keep,
    labels: labels === "given" || labels === "sampled" ? labels : "predicted",
  };
}

function keptOrNone(parts: unknown, edges: number, examples: number): readonly number[] | undefined {
  try {
    return keptExamples(parts, edges, examples);
  } catch {
    return undefined;
  }
}

/** The workload's own price of a pass, and what the weights of examples cost beside. */
function passes(kind: PricedKind, { table, problem, loop, price }: Pricing) {
  const normal = price("random.normal");
  /** Noise is drawn, put on what layers give, and multiplied with it and the losses; the gradient's own price has the products with layers' inputs. */
  const noise = (examples: number): number => {
    const numbers = examples * (problem.noisyOutputs ?? 0);
    return priceOf(normal, hostUnits(1, numbers)) + 4 * loop(loopOfOne("mul", 3, numbers));
  };
  /** At each edge all signals are measured (three operations), and where some are dropped these are gathered with their inputs, weighed and put back. */
  const edges = (examples: number, keep: readonly number[]): number =>
    keep.reduce((sum, count, edge) => {
      const numbers = problem.dropping?.numbers[edge] ?? 0;
      const moved = count < examples ? 4 * count + examples : 0;
      return sum + loop(loopOfOne("mul", 3, (3 * examples + moved) * numbers));
    }, 0);
  /** The options of the last call: mostly those of the next one too. */
  let last: { readonly json: string; readonly options: ReturnType<typeof pricedOptions> } | null = null;
  return (batch: number, json: string): number => {
    if (last?.json !== json) last = { json, options: pricedOptions(json) };
    const examples = table.batch(batch);
    const { parts } = last.options;
    // A tangent beside each number.
    const numbers = kind === "product" ? 2 : 1;
    const count = examples.indices.length;
    const dropping = parts === undefined ? undefined : problem.dropping;
    // What is no such list is refused when the function runs, and then costs what any call does.
    const keep = dropping && keptOrNone(parts, dropping.numbers.length, count);
    let nanoseconds = problem.price?.(kind, examples, keep ? { ...last.options, keep } : last.options) ?? 0;
    if (keep) nanoseconds += numbers * edges(count, keep);
    if (last.options.noises) nanoseconds += numbers * noise(examples.indices.length);
    // A product of the losses with the weights, and one for the gradient.
    const products = last.options.weights ? numbers * (kind === "loss" ? 1 : 2) : 0;
    if (products === 0) return nanoseconds;
    return nanoseconds + products * loop(loopOfOne("mul", 3, examples.indices.length));
  };
}

/** The fixed functions: what goes through the model. */
export const losses = {
  lossAndGrad: {
    takes: ["number", "number", "number", "string"],
    isFixedFunction: true,
    isGradient: true,
    price(pricing) {
      const gradient = passes("gradient", pricing);
      return (_parameters, _modelState, batch, options) => gradient(batch, options);
    },
    run: ({ fixedFunctions }) => fixedFunctions.lossAndGrad,
  },
  loss: {
    takes: ["number", "number", "number", "string", "number"],
    isFixedFunction: true,
    price(pricing) {
      const loss = passes("loss", pricing);
      return (_parameters, _modelState, batch, options) => loss(batch, options);
    },
    run: ({ fixedFunctions }) => fixedFunctions.loss,
  },
  hvp: {
    takes: ["number", "number", "number", "string", "number"],
    isFixedFunction: true,
    price(pricing) {
      const product = passes("product", pricing);
      return (_parameters, _modelState, batch, options) => product(batch, options);
    },
    run: ({ fixedFunctions }) => fixedFunctions.hvp,
  },
  reinitialize: {
    takes: [],
    price({ price, problem }) {
      const known = price("reinitialize");
      return () =>
        priceOf(
          known,
          hostUnits(
            problem.parameterSpecs.length,
            problem.parameterSpecs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
          ),
        );
    },
    run: ({ fixedFunctions }) => fixedFunctions.reinitialize,
  },
} satisfies Partial<HostTable>;
