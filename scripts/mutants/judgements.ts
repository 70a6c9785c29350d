/** Why a mutant may survive. */
export type Verdict =
  /** The changed code does the same: no test can tell. */
  | "equivalent"
  /** The same results by more work. */
  | "slower only"
  /** It differs only where types or earlier checks let nothing come. */
  | "unreachable"
  /** What it changes is told to people, or is a matter of taste. */
  | "accepted";

/** Survivors of one kind: those of the file (and mutator, and text, where given) that nothing before in the list takes. */
export interface Judgement {
  readonly file: string;
  readonly mutator?: string;
  /** The code that is replaced holds this. */
  readonly original?: string;
  readonly replacement?: string;
  readonly verdict: Verdict;
  readonly why: string;
}

/** Every survivor that was looked at. One that is not here is listed as not judged. */
export const judgements: readonly Judgement[] = [
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
    file: "packages/core/harness/checkWorkload.ts",
    mutator: "BooleanLiteral",
    original: "false",
    verdict: "equivalent",
    why: "a capture gives the same bits, and what is asked once is not captured",
  },
  {
    file: "packages/core/harness/checkWorkload.ts",
    original: "problem.endStep()",
    verdict: "slower only",
    why: "batches are kept until the problem is disposed of",
  },
  {
    file: "packages/core/harness/checkWorkload.ts",
    mutator: "OptionalChaining",
    verdict: "unreachable",
    why: "each split was evaluated, or it has thrown",
  },
  {
    file: "apps/api/queue/queueView.ts",
    original: "{ online: 0, last: null }",
    verdict: "unreachable",
    why: "a SELECT of two values gives one row",
  },
  {
    file: "packages/core/harness/calibration/calibrate.ts",
    original: "repeats / 10",
    verdict: "slower only",
    why: "warms up for longer, which is not measured",
  },
  {
    file: "packages/core/harness/hashTensors.ts",
    original: "at < copy.length",
    replacement: "at <= copy.length",
    verdict: "equivalent",
    why: "behind the last number there is none",
  },
  {
    file: "packages/core/harness/runTrial.ts",
    original: "options.resume?.facts",
    verdict: "unreachable",
    why: "a trial goes on only from a snapshot",
  },
  {
    file: "packages/core/harness/materializedBatches.ts",
    mutator: "BlockStatement",
    original: "return this.#clean.get(batch);",
    verdict: "slower only",
    why: "a function that reads a tensor which it is not given is not recorded",
  },
  {
    file: "packages/core/harness/workloadProblem.ts",
    mutator: "ArrayDeclaration",
    original: "[logits]",
    verdict: "slower only",
    why: "a function that reads a tensor which it is not given is not recorded",
  },
  {
    file: "packages/core/harness/rehearse.ts",
    original: "backend.sync()",
    verdict: "equivalent",
    why: "nothing is timed, and what is read is waited for",
  },
  {
    file: "packages/core/harness/goldenTrajectory.ts",
    mutator: "StringLiteral",
    original: '"custom"',
    verdict: "accepted",
    why: "zod's code of a mistake, of which only place and message are told",
  },
  {
    file: "packages/core/harness/goldenTrajectory.ts",
    mutator: "OptionalChaining",
    original: "checkpoint[name]?.length",
    verdict: "unreachable",
    why: "only lists that are there and too long or short are told of",
  },
  {
    file: "packages/core/harness/checkSubmission.ts",
    mutator: "ArrayDeclaration",
    original: "[]",
    verdict: "equivalent",
    why: "the first of a match is not read, and there is no message either way",
  },
  {
    file: "packages/core/harness/codeFrame.ts",
    original: '""',
    verdict: "unreachable",
    why: "the numbers shown are those of lines that are there",
  },
  {
    file: "packages/core/harness/rehearsalFindings.ts",
    mutator: "StringLiteral",
    original: '""',
    verdict: "unreachable",
    why: "what was rehearsed has its entry file",
  },
  {
    file: "packages/core/harness/rehearse.ts",
    mutator: "ArrayDeclaration",
    original: "[{}]",
    verdict: "equivalent",
    why: "a first point that is missing is the empty one",
  },
  {
    file: "packages/core/harness/rehearse.ts",
    mutator: "ArrayDeclaration",
    original: "[]",
    verdict: "unreachable",
    why: "the same parameters were read before the step, each with a gradient",
  },
  {
    file: "packages/core/harness/rehearse.ts",
    original: "{ callSeconds: 10 }",
    verdict: "slower only",
    why: "what never ends is ended by the sandbox's own limit, after a minute",
  },
  {
    file: "apps/api/queue/loadTrial.ts",
    original: '"holder"',
    verdict: "equivalent",
    why: "of names of columns it matters only that they differ",
  },
  {
    file: "packages/core/harness/hashTensors.ts",
    mutator: "LogicalOperator",
    verdict: "slower only",
    why: "numbers without a NaN are copied and hashed as they are",
  },
  {
    file: "packages/core/harness/runTrial.ts",
    original: "maxSteps !== undefined",
    verdict: "equivalent",
    why: "no number of steps is at or above none",
  },
  {
    file: "packages/core/harness/workloadProblem.ts",
    mutator: "BooleanLiteral",
    original: "true",
    verdict: "slower only",
    why: "the warm-up's results are thrown away, and another function is captured by its first steps",
  },
  {
    file: "packages/core/harness/workloadProblem.ts",
    mutator: "StringLiteral",
    original: '"train"',
    verdict: "slower only",
    why: "the warm-up's results are thrown away, and another function is captured by its first steps",
  },
  {
    file: "packages/core/score/algoperf/algoperfRules.ts",
    mutator: "ArithmeticOperator",
    original: "rMax - 1",
    verdict: "slower only",
    why: "where the search for the first point starts: before it, it goes on to it",
  },
];

export const judgementOf = (mutant: {
  readonly file: string;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}): Judgement | undefined =>
  judgements.find(
    ({ file, mutator, original, replacement }) =>
      file === mutant.file &&
      (mutator === undefined || mutator === mutant.mutator) &&
      (original === undefined || mutant.original.includes(original)) &&
      (replacement === undefined || replacement === mutant.replacement),
  );
