import type { LossRequest } from "./problem.ts";
import type { TreeValue } from "./treeValue.ts";

/** Finds a tree of the parameters' or of the model state's structure, or one number for each example, by its handle; throws where there is none. */
export interface LossTrees {
  /** One head for each edge between blocks. */
  localHeads(handle: number): TreeValue;
  /** One weight for each parameter. */
  feedback(handle: number): TreeValue;
  exampleWeights(handle: number, examples: number): TreeValue;
  parameters(handle: number): TreeValue;
  modelState(handle: number): TreeValue;
}

/** What was asked with `labels: { predictedBy, … }`. Throws where a value is out of range. */
export function parsePredictedLabels(
  labels: object,
  trees: LossTrees,
): NonNullable<LossRequest["predictedLabels"]> {
  const given = labels as Readonly<Record<string, unknown>>;
  const number = (
    name: string,
    value: unknown,
    isFine: (value: number) => boolean,
    range: string,
  ): number => {
    if (typeof value === "number" && Number.isFinite(value) && isFine(value)) return value;
    throw new Error(`labels: ${name} must be a finite number ${range}, not ${String(value)}`);
  };
  // What is not finite is null in JSON: only what is left out has its default.
  const optional = (name: string, standard: number) => (given[name] === undefined ? standard : given[name]);
  const fromZero = (name: string, standard: number) =>
    number(name, optional(name, standard), (value) => value >= 0, "from 0");
  const { inputs = "own" } = given;
  if (inputs !== "own" && inputs !== "clean") {
    throw new Error(`labels: inputs must be \`own\` or \`clean\`, not ${String(inputs)}`);
  }
  const handle = (name: string) => number(name, given[name], Number.isInteger, "that stands for a Tree");
  return {
    parameters: trees.parameters(handle("predictedBy")).leaves(),
    modelState: trees.modelState(handle("modelState")).leaves(),
    temperature: number("temperature", optional("temperature", 1), (value) => value > 0, "above 0"),
    weight: fromZero("weight", 1),
    given: fromZero("given", 0),
    ...(inputs === "clean" ? { ofClean: true } : {}),
  };
}
