import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { instruments } from "../../packages/core/lab/instruments.ts";
import { labFileSchema } from "../../packages/core/schema/labFile.ts";
import { claims } from "./claims.ts";
import { claimsModule, claimsModulePath, claimsPage, resultsOf, verdictOf } from "./claimsPage.ts";

const root = new URL("../../", import.meta.url);

test("every claim is tried by commands that there are, or says what is missing", () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  expect(claims.length).toBeGreaterThanOrEqual(40);
  for (const { id, runs, judge, cannot } of claims) {
    expect((runs === undefined) === (cannot !== undefined), id).toBe(true);
    expect((judge === undefined) === (cannot !== undefined), id).toBe(true);
    for (const [name, ...words] of Object.values(runs ?? {})) {
      const instrument = instruments.find((one) => one.name === name);
      expect(instrument, id).toBeDefined();
      const paths = words.filter((word) => word.endsWith(".ts"));
      expect(paths.length, id).toBeGreaterThan(0);
      for (const path of paths) expect(existsSync(new URL(path, root)), path).toBe(true);
      const common = ["workload", "set", "seed", "studies", ...Object.keys(instrument?.words ?? {})];
      for (const word of words.filter((one) => one.startsWith("--"))) {
        expect([...common, ...Object.keys(instrument?.options ?? {})], id).toContain(word.slice(2));
      }
    }
  }
});

test("results are of the commands that the claims name, and each has a verdict in numbers", () => {
  for (const claim of claims) {
    const results = resultsOf(claim);
    if (results === null) continue;
    for (const [name, file] of Object.entries(results)) expect(file.instrument).toBe(claim.runs?.[name]?.[0]);
    const verdict = verdictOf(claim);
    expect(verdict?.measured).toMatch(/\d/);
    expect(verdict?.measured).not.toMatch(/NaN|undefined|Infinity/);
  }
});

/** Claims whose runs take seconds: they are tried anew, here and on every machine that runs the tests. */
const quick = ["lion-state", "dowg-state", "low-rank-found"];

test.each(quick)(
  "%s tried anew gives the digits that are committed, and the same verdict",
  (id) => {
    const claim = claims.find((one) => one.id === id);
    const results = claim ? resultsOf(claim) : null;
    if (!claim || results === null) throw new Error(`${id} has no results`);
    const again = Object.entries(claim.runs ?? {}).map(([name, words]) => {
      const out = mkdtempSync(join(tmpdir(), "steepest-claim-"));
      const lab = ["apps/runner/bin/steepest.mjs", "lab", ...words, "--json", "--out", out];
      const said = spawnSync(process.execPath, lab, {
        cwd: fileURLToPath(root),
        encoding: "utf8",
        maxBuffer: 2 ** 28,
      });
      expect(said.status, said.stderr).toBe(0);
      const file = labFileSchema.parse(JSON.parse(said.stdout));
      // Older results lack what the lab has learnt to say since.
      expect(file.results).toMatchObject(results[name]?.results ?? []);
      return [name, file] as const;
    });
    expect(claim.judge?.(Object.fromEntries(again))).toEqual(verdictOf(claim));
  },
  240_000,
);

test("no result is of a claim that is gone", () => {
  const wanted = new Set(
    claims.flatMap(({ id, runs = {} }) => Object.keys(runs).map((name) => `${id}.${name}.json`)),
  );
  const folder = new URL("scripts/claims/results/", root);
  const there = existsSync(folder) ? readdirSync(folder) : [];
  expect(there.filter((name) => !wanted.has(name))).toEqual([]);
});

test("docs/scoring.md prints the coverage that was measured", () => {
  const claim = claims.find(({ id }) => id === "three-runs-cover");
  const verdict = claim ? verdictOf(claim) : null;
  if (verdict === null) return;
  const scoring = readFileSync(new URL("docs/scoring.md", root), "utf8").replaceAll("\n", " ");
  expect(scoring).toContain(verdict.measured);
});

test("docs/claims.md and the site's claims are what the results say: npm run claims -- --page writes them", () => {
  expect(readFileSync(new URL("docs/claims.md", root), "utf8")).toBe(claimsPage());
  expect(readFileSync(claimsModulePath, "utf8")).toBe(claimsModule());
});
