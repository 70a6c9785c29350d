/** Where a step runs: one column of the figure. */
export const lanes = ["a user's machine", "the platform's Worker", "a runner", "a trial's process"] as const;

export interface Step {
  readonly lane: (typeof lanes)[number];
  readonly file: string;
  /** What happens there, in a few words. */
  readonly what: string;
  /**
   * How the work gets here from the step before: along imports (which the script looks up in the tree), the other way along them (what
   * was called returns), or over a border that no import crosses, which is named.
   */
  readonly by?: "imports" | "returns" | { readonly border: string };
}

export interface Way {
  readonly title: string;
  readonly steps: readonly Step[];
}

const imports = "imports";

export const ways: readonly Way[] = [
  {
    title: "The way of a submission",
    steps: [
      {
        lane: "a user's machine",
        file: "apps/runner/src/commands/submit.ts",
        what: "reads and checks the files",
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/routes/submissionRoutes.ts",
        what: "is this user allowed to?",
        by: { border: "POST /v1/submissions" },
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/submissions/readUpload.ts",
        what: "limits; a reader that can be killed",
        by: imports,
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/submissions/createVersion.ts",
        what: "the version: a row in D1, its source in R2",
        by: { border: "the same route, once it is read" },
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/routes/entryRoutes.ts",
        what: "enter it on a board",
        by: { border: "POST /v1/entries" },
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/entries/createEntry.ts",
        what: "its trials with their seeds, queued",
        by: imports,
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/queue/leaseTrial.ts",
        what: "the next trial in turn, claimed",
        by: { border: "rows in D1" },
      },
      {
        lane: "a runner",
        file: "apps/runner/src/work/runner.ts",
        what: "asked for it, and holds the lease",
        by: { border: "answer of POST /v1/leases" },
      },
      {
        lane: "a runner",
        file: "apps/runner/src/trial/runTrialInChild.ts",
        what: "a process behind walls",
        by: { border: "handed in by steepest work" },
      },
      {
        lane: "a trial's process",
        file: "apps/runner/src/trial/trialProcess.ts",
        what: "opens backend, workload and data",
        by: { border: "message to the process" },
      },
      {
        lane: "a trial's process",
        file: "packages/core/job/runJob.ts",
        what: "from job to record",
        by: imports,
      },
      {
        lane: "a trial's process",
        file: "packages/core/harness/runTrial.ts",
        what: "trains, evaluates, charges",
        by: imports,
      },
      {
        lane: "a trial's process",
        file: "packages/core/sandbox/sandbox.ts",
        what: "runs the submission's own code",
        by: imports,
      },
    ],
  },
  {
    title: "The way of a record",
    steps: [
      {
        lane: "a trial's process",
        file: "packages/core/harness/trialRecord.ts",
        what: "evaluations, charges, outcome, hash",
      },
      {
        lane: "a trial's process",
        file: "packages/core/harness/runTrial.ts",
        what: "the trial ends",
        by: "returns",
      },
      {
        lane: "a trial's process",
        file: "packages/core/job/runJob.ts",
        what: "names the library",
        by: "returns",
      },
      {
        lane: "a runner",
        file: "apps/runner/src/work/leasedTrial.ts",
        what: "the record of this lease",
        by: { border: "message from the process" },
      },
      {
        lane: "a runner",
        file: "apps/runner/src/work/outbox.ts",
        what: "on disk until it is delivered",
        by: { border: "handed over by the runner" },
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/routes/leaseRoutes.ts",
        what: "does this runner hold this lease?",
        by: { border: "POST /v1/leases/{trial}/report" },
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/queue/reportRecord.ts",
        what: "one batch: all of it or nothing",
        by: imports,
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/queue/checkRecord.ts",
        what: "refuses what cannot be",
        by: imports,
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/audits/auditNewRecord.ts",
        what: "is it to be run again by somebody else?",
        by: { border: "from reportRecord.ts, in its batch" },
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/boards/resultsChanged.ts",
        what: "the entry's kept results",
        by: { border: "from reportRecord.ts, in its batch" },
      },
      {
        lane: "the platform's Worker",
        file: "apps/api/boards/makeView.ts",
        what: "the board, when it is next asked for",
        by: { border: "rows in D1" },
      },
      {
        lane: "the platform's Worker",
        file: "packages/core/score/boardView.ts",
        what: "scores, intervals, ranks",
        by: imports,
      },
      {
        lane: "a user's machine",
        file: "apps/site/src/pages/boards/[id].astro",
        what: "the page, made in the Worker",
        by: { border: "GET /boards/…" },
      },
    ],
  },
];
