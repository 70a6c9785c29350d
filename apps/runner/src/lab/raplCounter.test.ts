import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { raplCounter, raplPaths } from "./raplCounter.ts";

const folder = mkdtempSync(join(tmpdir(), "steepest-rapl-"));
afterAll(() => rmSync(folder, { recursive: true }));

function show(name: string, microjoules: number): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "energy_uj"), `${microjoules}\n`);
  writeFileSync(join(folder, name, "max_energy_range_uj"), "262143328850\n");
}

test("joules of all packages add up, their parts do not count twice, and a counter that starts again goes on", () => {
  show("intel-rapl:0", 5_000_000);
  show("intel-rapl:0:0", 1_000_000);
  show("intel-rapl:1", 262_143_000_000);
  const joules = raplCounter(folder);
  expect(joules()).toBe(0);
  show("intel-rapl:0", 7_500_000);
  show("intel-rapl:0:0", 1_900_000);
  expect(joules()).toBeCloseTo(2.5, 9);
  show("intel-rapl:1", 671_150);
  expect(joules()).toBeCloseTo(2.5 + 1, 6);
  expect(raplPaths(folder)).toContain(folder);
});

test("a machine without counters, or with damaged ones, has none", () => {
  expect(raplCounter(join(folder, "nowhere"))()).toBe(null);
  expect(raplPaths(join(folder, "nowhere"))).toEqual([]);
  show("intel-rapl:0", Number.NaN);
  expect(raplCounter(folder)()).toBe(null);
});
