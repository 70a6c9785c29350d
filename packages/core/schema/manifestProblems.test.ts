import { expect, test } from "vitest";
import { manifestProblems } from "./manifestProblems.ts";
import { writtenPath } from "./valueProblem.ts";

const base = { name: "mine", ruleset: "external", hyperparameters: [{ lr: 0.1 }] };

/** What the guest writes for a value that JSON does not have. */
const lost = (what: string) => ({ "not JSON": what });

const problemsOf = (changes: Record<string, unknown>) =>
  manifestProblems({ ...base, ...changes }).map(({ path, message }) => `${writtenPath(path)} ${message}`);

const dimension = (lr: unknown) => problemsOf({ hyperparameters: { lr } });
const log = { min: 1e-4, max: 0.1, scaling: "log" };

test.each<readonly [unknown, readonly string[]]>([
  [
    { ...log, min: 0.1, max: 0.01 },
    ["hyperparameters.lr.min must not be larger than max (got min 0.1, max 0.01)"],
  ],
  [
    { ...log, min: -1, max: -2 },
    [
      "hyperparameters.lr.min must not be larger than max (got min -1, max -2)",
      "hyperparameters.lr.min must be above 0 with log scaling (got -1)",
    ],
  ],
  [{ ...log, min: lost("NaN") }, ["hyperparameters.lr.min must be a finite number (got NaN)"]],
  [{ ...log, max: lost("Infinity") }, ["hyperparameters.lr.max must be a finite number (got Infinity)"]],
  [{ ...log, max: null }, ["hyperparameters.lr.max must be a finite number (got null)"]],
  [
    { ...log, max: "0.1" },
    ['hyperparameters.lr.max must be a finite number (got the string "0.1"): write 0.1 without quotes'],
  ],
  [{ ...log, max: "large" }, ['hyperparameters.lr.max must be a finite number (got the string "large")']],
  [{ ...log, max: [0.1] }, ["hyperparameters.lr.max must be a finite number (got [0.1])"]],
  [{ min: 1, scaling: "log" }, ["hyperparameters.lr.max is missing: a range has min, max and scaling"]],
  [{ max: 1, scaling: "log" }, ["hyperparameters.lr.min is missing: a range has min, max and scaling"]],
  [
    { min: 1 },
    [
      "hyperparameters.lr.max is missing: a range has min, max and scaling",
      'hyperparameters.lr.scaling is missing: write scaling: "linear" or scaling: "log"',
    ],
  ],
  [
    { ...log, scaling: "LOG" },
    ['hyperparameters.lr.scaling must be "linear" or "log" (got the string "LOG")'],
  ],
  [
    { ...log, scaling: lost("a function") },
    ['hyperparameters.lr.scaling must be "linear" or "log" (got a function)'],
  ],
  [
    { ...log, step: 1 },
    [
      "hyperparameters.lr.step is not known there: a range has min, max and scaling, a choice has feasible_points",
    ],
  ],
  [
    { min: -1e308, max: 1e308, scaling: "linear" },
    [
      "hyperparameters.lr.max must be nearer to min: their difference is no finite number (got min -1e+308, max 1e+308)",
    ],
  ],
  [
    { feasible_point: [1] },
    [
      "hyperparameters.lr.feasible_point is not known there: a range has min, max and scaling, a choice has feasible_points",
    ],
  ],
  [
    { feasible_points: 1 },
    ["hyperparameters.lr.feasible_points must be a list of values like [0.9, 0.99] (got 1)"],
  ],
  [
    { feasible_points: [0.1, "0.2"] },
    ['hyperparameters.lr.feasible_points[1] must be a number as the first value is (got the string "0.2")'],
  ],
  [
    { feasible_points: ["a", true] },
    ["hyperparameters.lr.feasible_points[1] must be a string as the first value is (got true)"],
  ],
  [
    { feasible_points: [[1]] },
    ["hyperparameters.lr.feasible_points[0] must be a finite number, a string or a boolean (got [1])"],
  ],
  [
    { feasible_points: [lost("10n")] },
    ["hyperparameters.lr.feasible_points[0] must be a finite number, a string or a boolean (got 10n)"],
  ],
])("the dimension %j: %j", (lr, expected) => {
  expect(dimension(lr)).toEqual(expected);
});

test.each<readonly [unknown, string]>([
  [0.1, "one fixed point is written as a list: [{ lr: 0.1 }]"],
  [[0.1, 0.2], "values to choose from are written { feasible_points: [0.1,0.2] }"],
  [null, "(got null)"],
  [{}, "(got {})"],
  [lost("undefined"), "(got undefined)"],
])("a dimension %j is told which form was meant", (lr, says) => {
  const [problem, ...others] = dimension(lr);
  expect(others).toEqual([]);
  expect(problem).toContain("hyperparameters.lr must be a range like");
  expect(problem).toContain(says);
});

test.each<readonly [Record<string, unknown>, readonly string[]]>([
  [
    { hyperparameters: undefined },
    ["hyperparameters is missing: give a search space, or a list with one point like [{ lr: 0.001 }]"],
  ],
  [
    { hyperparameters: [0.1] },
    ["hyperparameters[0] must be a point, with a value for each name like { lr: 0.001 } (got 0.1)"],
  ],
  [
    { hyperparameters: [{ lr: 1 }, { lr: 1, b: 2 }, {}] },
    [
      "hyperparameters[1] must have the names of the first point, lr: it has b beside",
      "hyperparameters[2] must have the names of the first point, lr: it lacks lr",
    ],
  ],
  [
    { hyperparameters: [{ lr: lost("undefined") }] },
    ["hyperparameters[0].lr must be a finite number, a string or a boolean (got undefined)"],
  ],
  [
    { hyperparameters: [{ lr: log }] },
    [
      `hyperparameters[0].lr must be a finite number, a string or a boolean (got ${JSON.stringify(log)}); to draw it, give an object of dimensions instead of a list of points`,
    ],
  ],
  [
    { hyperparameters: [{ "learning rate": null }] },
    ['hyperparameters[0]["learning rate"] must be a finite number, a string or a boolean (got null)'],
  ],
  [{ hyperparameters: [{ "": 1 }] }, ["hyperparameters[0] has a hyperparameter without a name"]],
  [
    { hyperparameters: JSON.parse('{ "__proto__": { "feasible_points": [1] } }') },
    ["hyperparameters cannot have a hyperparameter called __proto__"],
  ],
  [
    { hyperparameters: { "a\u0000": { feasible_points: [1] } } },
    [
      "hyperparameters has a hyperparameter whose name must be plain text, without control characters (it holds U+0000)",
    ],
  ],
  [
    { ruleset: undefined },
    ['ruleset is missing: it must be "external" (tuned over a search space) or "self"'],
  ],
  [
    { ruleset: "External" },
    ['ruleset must be "external" (tuned over a search space) or "self" (got the string "External")'],
  ],
  [
    { name: undefined },
    ['name is missing: it must be 2 to 48 of a-z, 0-9 and _, starting with a letter, like "nadamw"'],
  ],
  [
    { name: "My Optimizer-2" },
    [
      'name must be 2 to 48 of a-z, 0-9 and _, starting with a letter, like "my_optimizer_2" (got the string "My Optimizer-2")',
    ],
  ],
  [
    { name: "\u6700\u9069" },
    [
      'name must be 2 to 48 of a-z, 0-9 and _, starting with a letter, like "nadamw" (got the string "\u6700\u9069")',
    ],
  ],
  [{ name: 5 }, ['name must be 2 to 48 of a-z, 0-9 and _, starting with a letter, like "nadamw" (got 5)']],
  [{ description: "\u{1f600}".repeat(501) }, ["description must have 500 characters at most (it has 501)"]],
  [
    { description: "a\u001b[31m" },
    ["description must be plain text, without control characters (it holds U+001B)"],
  ],
  [
    { description: "half \ud800" },
    ["description must be plain text, without control characters (it holds U+D800)"],
  ],
  [{ description: null }, ["description must be a string (got null)"]],
  [{ authors: "Ada" }, ['authors must be a list of names, like ["Ada Lovelace"] (got the string "Ada")']],
  [{ authors: ["Ada", 5] }, ["authors[1] must be a string (got 5)"]],
  [{ authors: Array.from({ length: 21 }, () => "A") }, ["authors must have 20 names at most (it has 21)"]],
  [
    { paper: "https://" },
    [
      'paper must be an arXiv id ("1412.6980"), a DOI ("10.1000/182") or an https:// address (got the string "https://")',
    ],
  ],
  [{ paper: 1412.698 }, ["paper must be a string (got 1412.698)"]],
  [{ stateBytesPerParameter: -1 }, ["stateBytesPerParameter must be a number from 0 (got -1)"]],
  [{ stateBytesPerParameter: "8" }, ['stateBytesPerParameter must be a number from 0 (got the string "8")']],
  [{ stateBytesPerParameter: lost("NaN") }, ["stateBytesPerParameter must be a number from 0 (got NaN)"]],
  [
    { ruleset: "self", hyperparameters: { lr: { feasible_points: [1] } } },
    [
      "hyperparameters must be a list with one fixed point, like [{ lr: 0.001 }]: the self-tuning ruleset allows no search space (got a search space)",
    ],
  ],
])("%j: %j", (changes, expected) => {
  expect(problemsOf(changes)).toEqual(expected);
});

test.each<Record<string, unknown>>([
  {},
  {
    hyperparameters: {
      lr: log,
      beta: { feasible_points: [0.9, 0.99] },
      on: { feasible_points: [true, false] },
    },
  },
  { hyperparameters: { lr: { min: 0, max: 0, scaling: "linear" } } },
  { hyperparameters: { lr: { feasible_points: [0.1, 0.1] } } },
  {
    hyperparameters: [
      { lr: 1, kind: "a" },
      { kind: "b", lr: 2 },
    ],
  },
  { hyperparameters: {} },
  { ruleset: "self", hyperparameters: {} },
  {
    description: "\u{1f600}".repeat(500),
    authors: ["Jos\u00e9"],
    paper: "https://example.org/a.pdf",
    stateBytesPerParameter: 0,
  },
  { description: "two\nlines\tof text" },
])("%j is sound", (changes) => {
  expect(problemsOf(changes)).toEqual([]);
});

test("a search space has 32 hyperparameters at most, in either form, with names of 100 characters at most", () => {
  const named = <Value>(count: number, value: Value) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`h${at}`, value]));
  expect(problemsOf({ hyperparameters: named(32, log) })).toEqual([]);
  expect(problemsOf({ hyperparameters: [named(32, 1)] })).toEqual([]);
  const tooMany =
    "must have 32 hyperparameters at most (it has 33): write those that are never tuned as constants";
  expect(problemsOf({ hyperparameters: named(33, log) })).toEqual([`hyperparameters ${tooMany}`]);
  expect(problemsOf({ hyperparameters: [named(33, 1)] })).toEqual([`hyperparameters[0] ${tooMany}`]);
  // Thousands are one problem, not thousands.
  expect(problemsOf({ hyperparameters: named(10_000, null) })).toHaveLength(1);
  expect(problemsOf({ hyperparameters: { ["x".repeat(100)]: log } })).toEqual([]);
  expect(problemsOf({ hyperparameters: { ["x".repeat(101)]: log } })).toEqual([
    "hyperparameters has a hyperparameter whose name must have 100 characters at most (it has 101)",
  ]);
});
