import { globSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A folder whose code is mutated, and the test files that may notice. */
export interface Scope {
  readonly folder: string;
  /** Where its tests run: `workerd` for the API's. */
  readonly project: "node" | "workerd";
  /** Globs of test files, and files whose code is mutated beside those of the folder. */
  readonly tests: readonly string[];
  readonly more?: readonly string[];
  /** Those of the test files that take seconds: they are asked of mutants of their own file alone. */
  readonly slow?: readonly string[];
}

/** Tests beyond a folder's own are those that exercise its rules from outside, if they are quick. */
export const scopes: readonly Scope[] = [
  {
    folder: "packages/core/score",
    project: "node",
    tests: ["packages/core/score/{,algoperf/,calibration/,searchSpace/}*.test{,-prop}.ts"],
    slow: ["packages/core/score/intervalCoverage.test.ts", "packages/core/score/trialCap.test-prop.ts"],
  },
  {
    folder: "packages/core/harness",
    project: "node",
    tests: ["packages/core/harness/*.test.ts", "packages/core/job/**/*.test.ts"],
  },
  {
    folder: "apps/api/queue",
    project: "workerd",
    tests: [
      "apps/api/queue/*.test.ts",
      "apps/api/routes/{leaseRoutes,runnerRoutes,entryRoutes,ownership}.test.ts",
      "apps/api/admin/*.test.ts",
      "apps/api/audits/{audits,followUp,voids}.test.ts",
      "apps/api/boards/resultsChanged.test.ts",
      "apps/api/database/event.test.ts",
      "apps/api/app.test.ts",
    ],
    // Rules of the queue that stand elsewhere: whose runner may beat and release, whose results last, what an audit needs, how large a record may be.
    more: [
      "apps/api/routes/leaseRoutes.ts",
      "apps/api/boards/capOfTrial.ts",
      "apps/api/boards/resultsChanged.ts",
      "apps/api/audits/auditLeases.ts",
      "apps/api/http/limitBody.ts",
    ],
  },
];

/** Code that only tests and benchmarks run, and what reads files for scripts. */
const untold = /\.test(-prop)?\.ts$|\/(testing|bench|test|node)\//u;

const found = (globs: readonly string[]) =>
  globSync([...globs], { cwd: root })
    .map((path) => relative(root, `${root}${path}`))
    .sort();

export const sourcesOf = ({ folder, more = [] }: Scope): readonly string[] => [
  ...found([`${folder}/**/*.ts`]).filter((path) => !untold.test(path)),
  ...more,
];

export const testsOf = ({ tests }: Scope): readonly string[] => found(tests);
