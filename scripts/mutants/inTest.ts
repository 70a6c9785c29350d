import { afterAll, afterEach, beforeEach, type TestContext } from "vitest";

/** What one generated test file is told: which mutants are on, and which tests of the file matter. */
export interface TestRun {
  /** None for coverage and for controls. */
  readonly mutants: readonly string[];
  /** Tests by full name; null for all. */
  readonly tests: readonly string[] | null;
  /** An active mutant that is met more often is taken for an endless loop. */
  readonly hits: number;
  readonly coverage: boolean;
  /** Runs only where something failed since the last control: to see that it was the mutant. */
  readonly control: boolean;
}

/** Hits by mutant, by test; under `load` what ran before the first test. */
export type Coverage = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Stryker's switch: `activeMutants` is asked by the instrumented code (`instrument.ts`), `mutantCoverage` filled by it. */
interface Switch {
  activeMutants: ReadonlySet<string>;
  currentTestId: string | undefined;
  hitCount: number | undefined;
  hitLimit: number;
  mutantCoverage: {
    readonly static: Record<string, number>;
    readonly perTest: Record<string, Record<string, number>>;
  };
  /** Some run since the last control did not come through: until it has, that goes for the run itself. */
  isDoubted: boolean;
}

const fullName = ({ task }: TestContext): string => task.fullTestName;

/** Sets the switch; to be called before the tested code is imported. It outlives the file: the next one sets it again. */
export function beginRun({ mutants, tests, hits, coverage, control }: TestRun): void {
  const world = globalThis as { __stryker__?: Partial<Switch> };
  world.__stryker__ ??= {};
  const state = world.__stryker__;
  state.mutantCoverage ??= { static: {}, perTest: {} };
  const { mutantCoverage } = state;
  for (const part of Object.values(mutantCoverage)) for (const key of Object.keys(part)) delete part[key];
  state.activeMutants = new Set(mutants);
  state.currentTestId = undefined;
  state.hitCount = 0;
  state.hitLimit = hits;

  let failed = false;
  let ran = 0;
  const isNeedless = control && state.isDoubted === false;
  const wasDoubted = control ? false : (state.isDoubted ?? false);
  state.isDoubted = true;
  const wanted = tests === null ? null : new Set(tests);
  beforeEach((context) => {
    if (isNeedless || failed || wanted?.has(fullName(context)) === false) context.skip();
    ran++;
    state.currentTestId = fullName(context);
  });
  afterEach(({ task }) => {
    state.currentTestId = undefined;
    if (task.result?.state === "fail" && !coverage) failed = true;
  });
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a hook asks for, which is nothing.
  afterAll(({}, suite) => {
    state.isDoubted = wasDoubted || failed || (ran === 0 && !isNeedless);
    if (!coverage) return;
    const { static: load, perTest } = mutantCoverage;
    // The copy: the switch is emptied by the next file.
    (suite.meta as { coverage?: Coverage }).coverage = structuredClone({ load, ...perTest });
  });
}
