import type { Judgement } from "./judgement.ts";

/** Survivors of `packages/core/score`. */
export const scoreSurvivors: readonly Judgement[] = [
  {
    file: "packages/core/score/algoperf/parseMeasurements.ts",
    original: "range !== null",
    verdict: "unreachable",
    why: "a finite value is impossible only where there is a range",
  },
  {
    file: "packages/core/score/boardView.ts",
    original: 'trust === "verified"',
    replacement: "true",
    verdict: "slower only",
    why: "rows that are not verified are compared too, and nobody reads it",
  },
  {
    file: "packages/core/score/calibration/calibrationPoints.ts",
    original: "first < second",
    replacement: "first >= second",
    verdict: "equivalent",
    why: "names in the other order tell points apart as well",
  },
  {
    file: "packages/core/score/compareSubmissions.ts",
    mutator: "ArrayDeclaration",
    verdict: "equivalent",
    why: "the set is asked for pairs of numbers only",
  },
  {
    file: "packages/core/score/compareSubmissions.ts",
    mutator: "StringLiteral",
    original: '""',
    verdict: "unreachable",
    why: "studies are paired only where all have seeds",
  },
  {
    file: "packages/core/score/compareSubmissions.ts",
    original: "-1",
    verdict: "unreachable",
    why: "a draw is past the last pair only by the rounding of a sum of probabilities",
  },
  {
    file: "packages/core/score/comparisonView.ts",
    mutator: "OptionalChaining",
    verdict: "unreachable",
    why: "the table has a row for each place",
  },
  {
    file: "packages/core/score/intervalCoverage.ts",
    mutator: "ArrayDeclaration",
    verdict: "unreachable",
    why: "each submission has times",
  },
  {
    file: "packages/core/score/intervalCoverage.ts",
    mutator: "OptionalChaining",
    verdict: "unreachable",
    why: "the truth has a row for each submission",
  },
  {
    file: "packages/core/score/scoreBoard.ts",
    mutator: "StringLiteral",
    original: '""',
    verdict: "unreachable",
    why: "a group's base is one of the workloads; a submission without a name has a test",
  },
  {
    file: "packages/core/score/whatIf.ts",
    mutator: "ArrayDeclaration",
    verdict: "unreachable",
    why: "a table has a cell for each workload, and a text has no milestone that meets a target",
  },
  {
    file: "packages/core/score/whatIf.ts",
    mutator: "OptionalChaining",
    verdict: "unreachable",
    why: "places are those of the list itself",
  },
  {
    file: "packages/core/score/algoperf/algoperfRules.ts",
    mutator: "ArithmeticOperator",
    original: "rMax - 1",
    verdict: "slower only",
    why: "where the search for the first point starts: before it, it goes on to it",
  },
];
