import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { claimCore } from "./claimCore.ts";
import { parseCoreList } from "./coreList.ts";
import { usableCores } from "./usableCores.ts";

test.each([
  ["0-3\n", [0, 1, 2, 3]],
  ["0-1,4,6-7", [0, 1, 4, 6, 7]],
  ["5", [5]],
  ["", []],
])("the list %j is %j", (text, cores) => {
  expect(parseCoreList(text)).toEqual(cores);
});

test("only allowed cores are used, each physical core once before any twice", () => {
  const siblings: Record<number, string> = { 0: "0-1", 1: "0-1", 2: "2-3", 4: "4-5", 5: "4-5" };
  const files: Record<string, string> = { "/proc/self/status": "Name:\tnode\nCpus_allowed_list:\t0-2,4-5\n" };
  for (const [core, list] of Object.entries(siblings))
    files[`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`] = list;
  expect(usableCores((path) => files[path] ?? null)).toEqual([0, 2, 4, 1, 5]);
});

test("where the system does not say, no core is named", () => {
  expect(usableCores(() => null)).toEqual([]);
  expect(claimCore([], temporaryFolder())).toBeNull();
});

test("a core is one trial's until it is released", () => {
  const folder = temporaryFolder();
  const first = claimCore([3, 5], folder);
  const second = claimCore([3, 5], folder);
  expect([first?.core, second?.core]).toEqual([3, 5]);
  expect(claimCore([3, 5], folder)).toBeNull();
  first?.release();
  expect(claimCore([3, 5], folder)?.core).toBe(3);
});

test("the claim of a process that is gone is void", () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync("true");
  writeFileSync(join(folder, "0"), String(pid));
  expect(claimCore([0], folder)?.core).toBe(0);
});
