import { readFileSync } from "node:fs";
import { hashOf } from "./hashOf.ts";
import type { Instrumented } from "./instrument.ts";
import type { Coverage } from "./inTest.ts";
import type { CoveredFile, Results } from "./results.ts";
import { root, type Scope, sourcesOf, testsOf } from "./scopes.ts";
import { runSession } from "./session.ts";

const hashOfTest = (file: string, meets: readonly string[]): string =>
  hashOf([file, ...meets].map((path) => readFileSync(`${root}${path}`, "utf8")).join("\n")).slice(0, 16);

/** What a test file did not meet may change without it. */
function isStale(scope: Scope, file: string, known: CoveredFile | undefined): boolean {
  if (known === undefined || !known.meets.every((source) => sourcesOf(scope).includes(source))) return true;
  return known.hash !== hashOfTest(file, known.meets);
}

/** Counted by the numbers of this run, kept by keys. */
function kept(
  { mutants, fileOf }: Instrumented,
  coverage: Coverage,
): Pick<CoveredFile, "coverage" | "meets"> {
  const keyOf = new Map(mutants.map(({ id, key }) => [id, key]));
  const byKey = (hits: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(hits).flatMap(([id, count]) => {
        const key = keyOf.get(id);
        return key === undefined ? [] : [[key, count]];
      }),
    );
  const met = Object.values(coverage).flatMap((hits) => Object.keys(hits));
  return {
    meets: [...new Set(met.flatMap((id) => fileOf.get(id) ?? []))].sort(),
    coverage: Object.fromEntries(Object.entries(coverage).map(([name, hits]) => [name, byKey(hits)])),
  };
}

/** On a busy machine a test may fail by itself. */
const mostTries = 3;

/**
 * Runs every test file that changed once, without a mutant, and keeps which test meets which mutants. Throws where a test fails so, time after time: a
 * mutant can then not be told from it.
 */
export async function measureCoverage(
  scope: Scope,
  results: Results,
  instrumented: Instrumented,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await measureOnce(scope, results, instrumented);
      return;
    } catch (error) {
      if (tries === mostTries) throw error;
    }
  }
}

async function measureOnce(scope: Scope, results: Results, instrumented: Instrumented): Promise<void> {
  const stale = testsOf(scope).filter((file) => isStale(scope, file, results.coverage.get(file)));
  const runs = stale.map((file, at) => ({
    name: String(at).padStart(5, "0"),
    file,
    // Anew for each: what runs at load is to be seen by every file.
    reload: true,
    mutants: [],
    tests: null,
    hits: Number.MAX_SAFE_INTEGER,
    coverage: true,
    control: false,
  }));
  if (runs.length === 0) return;
  let measured = 0;
  // The others are kept: only what failed is tried again.
  let failure: Error | null = null;
  await runSession(scope, runs, ({ file }, outcome) => {
    measured++;
    if (outcome === "hung") failure = new Error(`${file} hangs`);
    else if (!outcome.passed || outcome.coverage === null) {
      failure = new Error(`${file} fails as it is: ${outcome.failed}\n${outcome.error}`);
    } else {
      const { coverage, meets } = kept(instrumented, outcome.coverage);
      const hash = hashOfTest(file, meets);
      results.coverage.set(file, { hash, meets, milliseconds: outcome.milliseconds, coverage });
      results.saveCoverage();
    }
    return "go on";
  });
  if (failure !== null) throw failure;
  if (measured < runs.length) throw new Error("Vitest ended before all tests were seen.");
}
