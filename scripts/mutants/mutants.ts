// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is looked for is code.
/** A rule taken out of the code, and the test file that must notice. */
export interface Mutant {
  readonly what: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  readonly test: string;
  readonly project: "api" | "unit";
  /** Which of the places where `search` stands, from 0. */
  readonly at?: number;
}

const leases = "apps/api/routes/leaseRoutes.ts";
const leaseTests = "apps/api/routes/leaseRoutes.test.ts";
const raceTests = "apps/api/queue/staleLease.test.ts";
const ownerCheck = `    await ownRunner(database, actorOf(context.get("actor")), trial.runner);\n`;

/** The core rules of queue, records and scores whose tests once did not notice that they were gone. */
export const mutants: readonly Mutant[] = [
  {
    what: "anybody's runner beats for a lease",
    file: leases,
    search: ownerCheck,
    replace: "",
    at: 0,
    test: leaseTests,
    project: "api",
  },
  {
    what: "anybody's runner releases a lease",
    file: leases,
    search: ownerCheck,
    replace: "",
    at: 1,
    test: leaseTests,
    project: "api",
  },
  {
    what: "the API checks no budget",
    file: "apps/api/queue/checkTimes.ts",
    search: "if (spent > budgetSeconds + allowance) {",
    replace: "if (false) {",
    test: "apps/api/queue/checkTimes.test.ts",
    project: "api",
  },
  {
    what: "incomplete entries lower caps",
    file: "apps/api/boards/capOfTrial.ts",
    search: "AND lasting = 1 ",
    replace: "",
    test: "apps/api/boards/resultsChanged.test.ts",
    project: "api",
  },
  {
    what: "every entry's results last",
    file: "apps/api/boards/resultsChanged.ts",
    search: "AND entries.finished_at IS NOT NULL",
    replace: "",
    test: "apps/api/boards/resultsChanged.test.ts",
    project: "api",
  },
  {
    what: "records of any size",
    file: "apps/api/http/limitBody.ts",
    search: "const record = 8 * mebibyte;",
    replace: "const record = 800 * mebibyte;",
    test: "apps/api/app.test.ts",
    project: "api",
  },
  {
    what: "the median of an even number is the lower middle",
    file: "packages/core/score/median.ts",
    search: "(low + high) / 2",
    replace: "low",
    test: "packages/core/score/median.test.ts",
    project: "unit",
  },
  {
    what: "a heartbeat of any attempt",
    file: "apps/api/queue/extendLease.ts",
    search: "          eq(trials.attempt, lease.attempt),\n",
    replace: "",
    test: raceTests,
    project: "api",
  },
  {
    what: "a release of any attempt",
    file: "apps/api/queue/giveBack.ts",
    search: "eq(trials.attempt, lease.attempt), eq(trials.status",
    replace: "eq(trials.status",
    test: raceTests,
    project: "api",
  },
  {
    what: "a loss is noted of any attempt",
    file: "apps/api/queue/giveBack.ts",
    search: " AND trials.attempt = ${lease.attempt} AND trials.status",
    replace: " AND trials.status",
    test: raceTests,
    project: "api",
  },
  {
    what: "a record of any attempt counts",
    file: "apps/api/queue/recordStatements.ts",
    search: "AND attempt = ${open.attempt} AND status",
    replace: "AND status",
    test: raceTests,
    project: "api",
  },
  {
    what: "a report of any attempt ends the trial",
    file: "apps/api/queue/recordStatements.ts",
    search: "eq(trials.attempt, open.attempt), ",
    replace: "",
    test: raceTests,
    project: "api",
  },
  {
    what: "reports finish no entry",
    file: "apps/api/queue/reportRecord.ts",
    search:
      "    ...resultsChanged(database, { entry: trial.entry, workload: trial.workload, isEnd: true }, now),\n",
    replace: "",
    test: "apps/api/boards/resultsChanged.test.ts",
    project: "api",
  },
  {
    what: "an event of a report that counted nothing",
    file: "apps/api/queue/reportRecord.ts",
    search: " AND attempt = ${attempt} AND status = 'leased'",
    replace: "",
    test: raceTests,
    project: "api",
  },
  {
    what: "a late report of a lost lease is a matter of rights",
    file: leases,
    search: " && loaded.trial.attempt === report.attempt",
    replace: "",
    test: leaseTests,
    project: "api",
  },
  {
    what: "one owner ends an audit",
    file: "apps/api/audits/auditLeases.ts",
    search: "count(DISTINCT lost.owner)",
    replace: "count(lost.owner)",
    test: "apps/api/audits/audits.test.ts",
    project: "api",
  },
  {
    what: "a full disk is leased for",
    file: "apps/runner/src/work/runner.ts",
    search: "if (!hasSpace()) {",
    replace: "if (false) {",
    test: "apps/runner/src/work/runner.test.ts",
    project: "unit",
  },
];
