import { globSync } from "node:fs";
import { basename } from "node:path";
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
  /** Globs of those of the test files that are asked last: of what all others have missed. */
  readonly far?: readonly string[];
  /** A file that keeps what it was given first, by which a mutant that is switched on later would be missed: what of its code is to be what, so that nothing is kept. */
  readonly keeper?: { readonly file: string; readonly keeps: string; readonly forgets: string };
}

/** Tests beyond a folder's own are those that exercise its rules from outside, if they are quick. */
export const scopes: readonly Scope[] = [
  {
    folder: "packages/core/score",
    project: "node",
    tests: ["packages/core/score/{,algoperf/,calibration/,searchSpace/}*.test{,-prop}.ts"],
    far: ["packages/core/score/{intervalCoverage.test,trialCap.test-prop}.ts"],
  },
  {
    folder: "packages/core/harness",
    project: "node",
    // Without `guardMemory`, which fills the memory of its process.
    tests: [
      "packages/core/harness/!(guardMemory|webgpuTrial).test.ts",
      "packages/core/harness/calibration/*.test.ts",
      "packages/workloads/replayedEvaluation.test.ts",
    ],
    far: ["packages/workloads/replayedEvaluation.test.ts"],
  },
  {
    folder: "apps/api/queue",
    project: "workerd",
    tests: [
      "apps/api/queue/*.test.ts",
      "apps/api/routes/{leaseRoutes,runnerRoutes,entryRoutes,ownership,costs}.test.ts",
      "apps/api/admin/*.test.ts",
      "apps/api/audits/{audits,auditLeases,followUp,voids}.test.ts",
      "apps/api/boards/{capOfTrial,keepResults,resultsChanged}.test.ts",
      "apps/api/http/limitBody.test.ts",
      "apps/api/database/event.test.ts",
      "apps/api/app.test.ts",
    ],
    far: [
      "apps/api/routes/{entryRoutes,ownership,costs}.test.ts",
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
    keeper: {
      file: "apps/api/database/prepareOnce.ts",
      keeps: "prepared ??= build(",
      forgets: "prepared = build(",
    },
  },
];

/** Code that only tests and benchmarks run, and what reads files for scripts. */
const untold = /\.test(-prop)?\.ts$|\/(testing|bench|test|node)\/|\/tuneCalibration\.ts$/u;

const known = new Map<string, readonly string[]>();

function found(globs: readonly string[]): readonly string[] {
  const all = known.get(globs.join()) ?? globSync([...globs], { cwd: root }).sort();
  known.set(globs.join(), all);
  return all;
}

export const sourcesOf = ({ folder, more = [] }: Scope): readonly string[] => [
  ...found([`${folder}/**/*.ts`]).filter((path) => !untold.test(path)),
  ...more,
];

export const testsOf = ({ tests }: Scope): readonly string[] => found(tests);

const stem = (path: string) => basename(path).split(".", 1)[0];

/** Whether a test file stands beside the source file. */
export const isOwn = (test: string, source: string): boolean => stem(test) === stem(source);

/** Whether a test file is asked of the source file's mutants only after all others have missed them. */
export const isAskedLast = ({ far = [] }: Scope, test: string, source: string): boolean =>
  found(far).includes(test) && !isOwn(test, source);
