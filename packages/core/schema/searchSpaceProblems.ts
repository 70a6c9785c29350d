import { isFields, shownValue, textProblem, type ValueProblem } from "./valueProblem.ts";

const rangeFields = ["min", "max", "scaling"] as const;

const forms = `a range like { min: 1e-4, max: 1e-2, scaling: "log" } or a choice like { feasible_points: [0.9, 0.99] }`;

type Path = ValueProblem["path"];

/** What is wrong with a search space, at its place below `path`: every mistake, each of the form that was meant. */
export function searchSpaceProblems(space: unknown, path: Path): ValueProblem[] {
  if (Array.isArray(space)) return listProblems(space, path);
  if (!isFields(space)) {
    return [
      {
        path,
        message: `must be an object with ${forms} for each name, or a list of points like [{ lr: 0.001 }] (got ${shownValue(space)})`,
      },
    ];
  }
  const tooMany = countProblems(Object.keys(space), path);
  if (tooMany.length > 0) return tooMany;
  return Object.entries(space).flatMap(([name, dimension]) => [
    ...nameProblems(name, path),
    ...dimensionProblems(dimension, name, [...path, name]),
  ]);
}

/** Most hyperparameters of a search space: a dozen is usual. */
export const maxHyperparameters = 32;

function countProblems(names: readonly string[], path: Path): ValueProblem[] {
  if (names.length <= maxHyperparameters) return [];
  const message = `must have ${maxHyperparameters} hyperparameters at most (it has ${names.length}): write those that are never tuned as constants`;
  return [{ path, message }];
}

function nameProblems(name: string, path: Path): ValueProblem[] {
  if (name === "") return [{ path, message: "has a hyperparameter without a name" }];
  // Assigning to it would change an object's prototype instead of its fields.
  if (name === "__proto__") return [{ path, message: "cannot have a hyperparameter called __proto__" }];
  const wrong = textProblem(name, 100);
  return wrong === null ? [] : [{ path, message: `has a hyperparameter whose name ${wrong}` }];
}

function listProblems(points: readonly unknown[], path: Path): ValueProblem[] {
  if (points.length === 0) {
    return [{ path, message: "must hold at least one point, like [{ lr: 0.001 }] (got an empty list)" }];
  }
  const problems = points.flatMap((point, index) => pointProblems(point, [...path, index]));
  const [first, ...others] = points;
  if (problems.length > 0 || !isFields(first)) return problems;
  const names = Object.keys(first);
  const differing: ValueProblem[] = [];
  for (const [index, point] of others.entries()) {
    const own = Object.keys(point as object);
    const differences = [
      ...names.filter((name) => !own.includes(name)).map((name) => `lacks ${name}`),
      ...own.filter((name) => !names.includes(name)).map((name) => `has ${name} beside`),
    ];
    if (differences.length === 0) continue;
    differing.push({
      path: [...path, index + 1],
      message: `must have the names of the first point, ${listed(names)}: it ${listed(differences)}`,
    });
    // Names may take more than the rest of the list: told at every point, its answer would be far longer than the list.
    if (differing.length === mostDiffering) break;
  }
  return differing;
}

/** Points whose names differ that are told, and of each as many names. */
const mostDiffering = 10;
const mostNames = 8;

const listed = (names: readonly string[]): string =>
  names.length <= mostNames
    ? names.join(", ")
    : `${names.slice(0, mostNames).join(", ")} and ${names.length - mostNames} more`;

function pointProblems(point: unknown, path: Path): ValueProblem[] {
  if (!isFields(point)) {
    return [
      {
        path,
        message: `must be a point, with a value for each name like { lr: 0.001 } (got ${shownValue(point)})`,
      },
    ];
  }
  const tooMany = countProblems(Object.keys(point), path);
  if (tooMany.length > 0) return tooMany;
  return Object.entries(point).flatMap(([name, value]) => {
    const problems = [...nameProblems(name, path), ...valueProblems(value, [...path, name])];
    const [last] = problems.slice(-1);
    const isRange = isFields(value) && [...rangeFields, "feasible_points"].some((field) => field in value);
    if (last === undefined || !(isRange || Array.isArray(value))) return problems;
    const hint = "to draw it, give an object of dimensions instead of a list of points";
    return [...problems.slice(0, -1), { ...last, message: `${last.message}; ${hint}` }];
  });
}

function valueProblems(value: unknown, path: Path): ValueProblem[] {
  if (typeof value === "number" || typeof value === "boolean") return [];
  if (typeof value !== "string") {
    return [{ path, message: `must be a finite number, a string or a boolean (got ${shownValue(value)})` }];
  }
  const wrong = textProblem(value, 1000);
  return wrong === null ? [] : [{ path, message: wrong }];
}

function dimensionProblems(dimension: unknown, name: string, path: Path): ValueProblem[] {
  if (Array.isArray(dimension)) {
    const message = `must be ${forms}; values to choose from are written { feasible_points: ${shownValue(dimension)} }`;
    return [{ path, message }];
  }
  if (!isFields(dimension)) {
    const fixed = ["number", "string", "boolean"].includes(typeof dimension)
      ? `; one fixed point is written as a list: [{ ${name}: ${JSON.stringify(dimension)} }]`
      : "";
    return [{ path, message: `must be ${forms} (got ${shownValue(dimension)})${fixed}` }];
  }
  const given = Object.keys(dimension);
  const ofRange = given.filter((field) => (rangeFields as readonly string[]).includes(field));
  const isChoice = "feasible_points" in dimension;
  if (isChoice && ofRange.length > 0) {
    return [{ path, message: `has feasible_points beside ${ofRange.join(", ")}: give one or the other` }];
  }
  const unknown = given
    .filter((field) => field !== "feasible_points" && !ofRange.includes(field))
    .map((field) => ({
      path: [...path, field],
      message: "is not known there: a range has min, max and scaling, a choice has feasible_points",
    }));
  if (isChoice)
    return [...unknown, ...choiceProblems(dimension.feasible_points, [...path, "feasible_points"])];
  if (ofRange.length > 0) return [...unknown, ...rangeProblems(dimension, path)];
  return unknown.length > 0 ? unknown : [{ path, message: `must be ${forms} (got {})` }];
}

function choiceProblems(points: unknown, path: Path): ValueProblem[] {
  if (!Array.isArray(points)) {
    return [{ path, message: `must be a list of values like [0.9, 0.99] (got ${shownValue(points)})` }];
  }
  if (points.length === 0) return [{ path, message: "must hold at least one value (got an empty list)" }];
  const problems = points.flatMap((value, index) => valueProblems(value, [...path, index]));
  const odd = points.findIndex((value) => typeof value !== typeof points[0]);
  if (problems.length > 0 || odd < 0) return problems;
  return [
    {
      path: [...path, odd],
      message: `must be a ${typeof points[0]} as the first value is (got ${shownValue(points[odd])})`,
    },
  ];
}

function rangeProblems(range: Record<string, unknown>, path: Path): ValueProblem[] {
  const { min, max, scaling } = range;
  const problems: ValueProblem[] = [];
  const add = (field: string, message: string) => problems.push({ path: [...path, field], message });
  for (const [field, bound] of [
    ["min", min],
    ["max", max],
  ] as const) {
    if (bound === undefined) add(field, "is missing: a range has min, max and scaling");
    else if (typeof bound !== "number") {
      const isNumeric = typeof bound === "string" && bound.trim() !== "" && Number.isFinite(Number(bound));
      add(
        field,
        `must be a finite number (got ${shownValue(bound)})${isNumeric ? `: write ${bound} without quotes` : ""}`,
      );
    }
  }
  if (scaling === undefined) add("scaling", 'is missing: write scaling: "linear" or scaling: "log"');
  else if (scaling !== "linear" && scaling !== "log") {
    add("scaling", `must be "linear" or "log" (got ${shownValue(scaling)})`);
  }
  if (typeof min !== "number" || typeof max !== "number") return problems;
  if (min > max) add("min", `must not be larger than max (got min ${min}, max ${max})`);
  if (scaling === "log" && min <= 0) add("min", `must be above 0 with log scaling (got ${min})`);
  if (scaling === "linear" && !Number.isFinite(max - min)) {
    add("max", `must be nearer to min: their difference is no finite number (got min ${min}, max ${max})`);
  }
  return problems;
}
