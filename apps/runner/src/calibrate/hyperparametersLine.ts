import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";

const identifier = /^[A-Za-z_$][\w$]*$/;

const literal = (point: HyperparameterPoint): string => {
  const parts = Object.entries(point).map(
    ([name, value]) => `${identifier.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
};

/** What to paste into `defineSubmission({...})`: one line for one point, a line each for several. */
export function hyperparametersLine(points: readonly HyperparameterPoint[]): string {
  const [first] = points;
  if (points.length === 1 && first !== undefined) return `hyperparameters: [${literal(first)}],`;
  return ["hyperparameters: [", ...points.map((point) => `  ${literal(point)},`), "],"].join("\n");
}
