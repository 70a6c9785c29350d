import { afterAll, afterEach, beforeEach, type TestContext } from "vitest";

/** What one generated test file is told: which mutant is on, and which tests of the file matter. */
export interface TestRun {
  /** Null: none, for coverage and for controls. */
  readonly mutant: string | null;
  /** Tests by full name; null for all. */
  readonly tests: readonly string[] | null;
  /** An active mutant that is met more often is taken for an endless loop. */
  readonly hits: number;
  readonly coverage: boolean;
}

/** Hits by mutant, by test; under `load` what ran before the first test. */
export type Coverage = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Stryker's switch: `activeMutant` is asked by the instrumented code, `mutantCoverage` filled by it. */
interface Switch {
  activeMutant: string | null;
  currentTestId: string | undefined;
  hitCount: number | undefined;
  hitLimit: number;
  mutantCoverage: {
    readonly static: Record<string, number>;
    readonly perTest: Record<string, Record<string, number>>;
  };
}

const fullName = ({ task }: TestContext): string => task.fullTestName;

/** Sets the switch; to be called before the tested code is imported. It outlives the file: the next one sets it again. */
export function beginRun({ mutant, tests, hits, coverage }: TestRun): void {
  const world = globalThis as { __stryker__?: Partial<Switch> };
  world.__stryker__ ??= {};
  const state = world.__stryker__;
  state.mutantCoverage ??= { static: {}, perTest: {} };
  const { mutantCoverage } = state;
  for (const part of Object.values(mutantCoverage)) for (const key of Object.keys(part)) delete part[key];
  state.activeMutant = mutant;
  state.currentTestId = undefined;
  state.hitCount = 0;
  state.hitLimit = hits;

  let failed = false;
  const wanted = tests === null ? null : new Set(tests);
  beforeEach((context) => {
    if (failed || wanted?.has(fullName(context)) === false) context.skip();
    state.currentTestId = fullName(context);
  });
  afterEach(({ task }) => {
    state.currentTestId = undefined;
    if (task.result?.state === "fail" && !coverage) failed = true;
  });
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a hook asks for, which is nothing.
  afterAll(({}, suite) => {
    if (!coverage) return;
    const { static: load, perTest } = mutantCoverage;
    // The copy: the switch is emptied by the next file.
    (suite.meta as { coverage?: Coverage }).coverage = structuredClone({ load, ...perTest });
  });
}
