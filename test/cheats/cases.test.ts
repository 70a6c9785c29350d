import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Attacks that once got through, and reports of users of other tools, each with the test that would notice if it did again.

/** Of each case the test file, and the beginning of a title in it. */
const cases: Readonly<Record<string, readonly [file: string, title: string]>> = {
  "weights that were stored beforehand": [
    "test/cheats/memorisedWeights.test.ts",
    "are under other seeds no better than fresh ones",
  ],
  "pixels of 1e8 for a metric above its range": [
    "test/cheats/impossibleMetrics.test.ts",
    "a few pixels of 1e8 leave nothing behind",
  ],
  "several gradients in one update": [
    "packages/core/harness/evaluationGrid.test.ts",
    "packing gradients into one update gains no gradient",
  ],
  "labels read by their losses": [
    "test/cheats/reports.test.ts",
    "whoever asks what labels cost pays for every question",
  ],
  "work while loading and in batchSize": ["test/cheats/freeLoading.test.ts", "are charged beyond two"],
  "indexOf over an endless array-like": ["test/cheats/bombs.ts", "bomb_index_of"],
  "powers of big integers": ["test/cheats/bombs.ts", "bomb_power"],
  "sorting millions of numbers": ["test/cheats/bombs.ts", "bomb_sort"],
  "JSON of millions of numbers": ["test/cheats/bombs.ts", "bomb_json"],
  "a chain of promises without end": ["test/cheats/bombs.ts", "bomb_promises"],
  "generic arrows nested in one another": ["test/cheats/bombs.ts", "bomb_arrows"],
  "all of these, while others ask": [
    "test/e2e/hostileRequests.test.ts",
    "the platform answers everybody else while strangers' files are read",
  ],
  "text that the highlighter mends without end": [
    "test/cheats/reader.test.ts",
    "the highlighter is not given what no parser accepts",
  ],
  "constants in characters that nobody sees": [
    "apps/api/test/attacks.test.ts",
    "constants in characters that nobody sees",
  ],
  "a search space of 1,400 hyperparameters": [
    "packages/core/schema/searchSpaceProblems.test.ts",
    "the largest space that is taken is sampled within a bounded number of reads",
  ],
  "a runner that never trained anything": [
    "apps/api/test/attacks.test.ts",
    "a runner that never trained anything",
  ],
  "escape sequences for a terminal": [
    "apps/runner/src/terminal/terminalText.test.ts",
    "what is left has no control character, however escapes are nested",
  ],
  "a module that got out of the sandbox": [
    "apps/runner/src/walls/escapes.test.ts",
    "without any wall of the system's, Node still refuses",
  ],
  "text that a parser takes longer for than its length says": [
    "test/cheats/growth.test.ts",
    "reading %s takes as long as the text is",
  ],
  "constants in which numbers are strings, which names are literals": [
    "test/cheats/memorised.test.ts",
    "is counted, bit for bit",
  ],
  "spaces before a carriage return": [
    "packages/core/sandbox/source/sourceModules.test.ts",
    "what stands before a carriage return, is not in what the engine is given",
  ],
  "an export asked for by a pattern": ["test/cheats/expectations.ts", "import_by_pattern"],
  "a lease that is held for ever": [
    "apps/api/test/moreAttacks.test.ts",
    "a runner that beats for ever and never reports",
  ],
  "a failure told in megabytes": [
    "apps/api/test/moreAttacks.test.ts",
    "a failure or a machine that is told in megabytes",
  ],
  "an admin's token that outlives the admin": [
    "apps/api/test/moreAttacks.test.ts",
    "whoever is an admin no longer is none by a token",
  ],
  "a machine that can open no more files, which quarantined a queue in a second": [
    "apps/runner/src/work/runner.test.ts",
    "a machine where no trial can begin burns none",
  ],
  "a clock that is set in the middle of a trial": [
    "apps/runner/src/work/runner.test.ts",
    "a record that a clock misdated",
  ],
  "two machines of one name": [
    "apps/api/queue/registerRunner.test.ts",
    "the second stands by until the first was silent",
  ],
  "a ban in the middle of a request for a lease": [
    "apps/api/queue/races.test.ts",
    "in the middle of its request for a lease",
  ],
  "a void that is lifted and brings back what another void stands for": [
    "apps/api/audits/voids.test.ts",
    "comes back with the runner, not sooner",
  ],
  "an account that is deleted while a token is made for it": [
    "apps/api/routes/accounts.test.ts",
    "an account that is deleted while %s is made for it stays gone",
  ],
  "an account that is deleted in the middle of what it does": [
    "apps/api/routes/accounts.test.ts",
    "leaves nothing of itself behind, and no fault",
  ],
  "a short secret whose hash is published": [
    "scripts/variables/withVariables.test.ts",
    "what somebody could guess at home",
  ],
  "a path that forges lines of the log": [
    "apps/api/http/logFault.test.ts",
    "a path that holds a line of the log",
  ],
  "formulas behind a semicolon": ["packages/core/schema/table.test.ts", "Bob;=HYPERLINK(1)"],
  "a leftover folder of another framework": [
    "packages/core/score/node/publicTree.test.ts",
    "a leftover framework's folder %s is no second framework",
  ],
  "a workload that AlgoPerf does not have": [
    "apps/runner/src/commands/score.test.ts",
    "AlgoPerf's logs are scored by the exact integral",
  ],
  "perplexity as a target": [
    "apps/runner/src/commands/score.test.ts",
    "perplexity is minimized",
  ],
  "quoted cells, and a date for a study": [
    "apps/runner/src/commands/score.test.ts",
    "a leftover framework's folder, quoted cells and a date for a study change no score",
  ],
  "a tree for a number": ["test/cheats/gradientOptions.test.ts", "noise of a tree"],
  "an infinite limit": ["test/cheats/reports.test.ts", "an infinite limit clips nothing"],
  "a limit of 0": ["test/cheats/reports.test.ts", "a limit of 0 on a gradient of 0 gives 0"],
  "a test for finite numbers, as documented": ["test/cheats/reports.test.ts", "finite is among the tree operations"],
  "tfjs's kernels on odd numbers": ["packages/tensors/backend/kernelEdges.test.ts", "argMax with NaN"],
  "the sign of NaN": ["test/cheats/reports.test.ts", "the sign of NaN is NaN"],
  "a comparison that is read": ["test/cheats/reports.test.ts", "a comparison is read as one number an element"],
  "a spiked gradient, and roots of what rounding made negative": [
    "packages/core/sandbox/linearAlgebra/extremeMatrices.test.ts",
    "a smallest eigenvalue that rounding made negative",
  ],
  "files that people write": [
    "apps/runner/src/submission/manifestCorpus.test.ts",
    "every file of the corpus has its right value here",
  ],
};

const at = (path: string) => new URL(`../../${path}`, import.meta.url);

test.each(Object.entries(cases))("%s: its test is there", (_, [file, title]) => {
  expect(existsSync(at(file)), file).toBe(true);
  expect(readFileSync(at(file), "utf8")).toContain(title);
});

test("bombs are read by a test", () => {
  for (const file of ["test/cheats/reader.test.ts", "test/e2e/hostileRequests.test.ts"]) {
    expect(readFileSync(at(file), "utf8")).toContain("bombs");
  }
});
