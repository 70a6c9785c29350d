import { readFileSync } from "node:fs";
import { hashOf } from "./hashOf.ts";
import type { Results } from "./results.ts";
import { root, type Scope, testsOf } from "./scopes.ts";
import { runSession } from "./session.ts";

export const hashOfTest = (file: string, code: string): string =>
  hashOf(`${code}\n${readFileSync(`${root}${file}`, "utf8")}`).slice(0, 16);

/** On a busy machine a test may fail by itself. */
const mostTries = 3;

/**
 * Runs every test file that changed once, without a mutant, and keeps which test meets which mutants. Throws where a test fails so, time after time: a
 * mutant can then not be told from it.
 */
export async function measureCoverage(scope: Scope, results: Results, code: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await measureOnce(scope, results, code);
      return;
    } catch (error) {
      if (tries === mostTries) throw error;
    }
  }
}

async function measureOnce(scope: Scope, results: Results, code: string): Promise<void> {
  const stale = testsOf(scope).filter((file) => results.coverage.get(file)?.hash !== hashOfTest(file, code));
  const runs = stale.map((file, at) => ({
    name: String(at).padStart(5, "0"),
    file,
    // Anew for each: what runs at load is to be seen by every file.
    reload: true,
    mutant: null,
    tests: null,
    hits: Number.MAX_SAFE_INTEGER,
    coverage: true,
  }));
  if (runs.length === 0) return;
  let measured = 0;
  await runSession(scope, runs, ({ file }, outcome) => {
    if (outcome === "hung") throw new Error(`${file} hangs`);
    if (!outcome.passed || outcome.coverage === null) {
      throw new Error(`${file} fails as it is: ${outcome.failed}\n${outcome.error}`);
    }
    results.coverage.set(file, {
      hash: hashOfTest(file, code),
      milliseconds: outcome.milliseconds,
      coverage: outcome.coverage,
    });
    results.saveCoverage();
    measured++;
    return "go on";
  });
  if (measured < runs.length) throw new Error("Vitest ended before all tests were seen.");
}
