import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { processStart } from "./claimant.ts";
import { claimCore } from "./claimCore.ts";
import { parseCoreList, physicalCores, usableCores } from "./usableCores.ts";

const quiet = () => {};
/** Only Linux says when a process started; without it a pid that was given again is not found out. */
const onLinux = test.skipIf(processStart(process.pid) === null);

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
  expect(physicalCores((path) => files[path] ?? null)).toBe(3);
});

test("where the system does not say which cores are threads of one, each counts", () => {
  const read = (path: string) => (path === "/proc/self/status" ? "Cpus_allowed_list:\t0-3\n" : null);
  expect([usableCores(read), physicalCores(read)]).toEqual([[0, 1, 2, 3], 4]);
});

test("where the system does not say, no core is named", () => {
  expect([usableCores(() => null), physicalCores(() => null)]).toEqual([[], null]);
  const tell = vi.fn();
  expect(claimCore([], temporaryFolder(), tell)).toBeNull();
  expect(tell).not.toHaveBeenCalled();
});

test("a core is one trial's until it is released", () => {
  const folder = temporaryFolder();
  const first = claimCore([3, 5], folder);
  const second = claimCore([3, 5], folder);
  expect([first?.core, second?.core]).toEqual([3, 5]);
  const tell = vi.fn();
  expect(claimCore([3, 5], folder, tell)).toBeNull();
  expect(tell).toHaveBeenCalledWith(expect.stringContaining("Every core"));
  first?.release();
  expect(claimCore([3, 5], folder)?.core).toBe(3);
});

test("the claim of a process that is gone is void", () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync("true");
  writeFileSync(join(folder, "0"), String(pid));
  expect(claimCore([0], folder)?.core).toBe(0);
});

onLinux("so is the claim of a process whose pid another has by now", () => {
  const folder = temporaryFolder();
  const start = Number(processStart(process.pid));
  writeFileSync(join(folder, "0"), `${process.pid} ${start - 1} its-own`);
  expect(claimCore([0], folder)?.core).toBe(0);
  writeFileSync(join(folder, "1"), `${process.pid} ${start} its-own`);
  expect(claimCore([1], folder, quiet)).toBeNull();
});

test("a second release frees nobody else's core", () => {
  const folder = temporaryFolder();
  const first = claimCore([0], folder);
  first?.release();
  const second = claimCore([0], folder);
  first?.release();
  expect(second?.core).toBe(0);
  expect(claimCore([0], folder, quiet)).toBeNull();
});

test("a take-over that was cut off does not keep the core from the next one", () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync("true");
  writeFileSync(join(folder, "0"), `${pid} - first`);
  writeFileSync(join(folder, "0.next"), `${pid} - second`);
  expect(claimCore([0], folder)?.core).toBe(0);
  expect(readdirSync(folder)).toEqual(["0"]);
});

test("of processes that all find a void claim, one gets the core", async () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync("true");
  const cores = Array.from({ length: 40 }, (_, core) => core);
  for (const core of cores) writeFileSync(join(folder, String(core)), String(pid));
  const module = join(import.meta.dirname, "../../test/processes/claimsCores.ts");
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [module, folder, String(cores.length)], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const says = children.map((child) => once(child.stdout.setEncoding("utf8"), "data"));
  const claims = children.map(async (child, index) => {
    await says[index];
    await Promise.all(says);
    const said = once(child.stdout, "data");
    child.stdin.write("go\n");
    return JSON.parse((await said)[0]) as number[];
  });
  const claimed = (await Promise.all(claims)).flat();
  for (const child of children) child.stdin.end();
  expect(claimed.sort((one, other) => one - other)).toEqual(cores);
  const holders = cores.map((core) => Number.parseInt(readFileSync(join(folder, String(core)), "utf8"), 10));
  expect(holders.every((holder) => children.some((child) => child.pid === holder))).toBe(true);
}, 120_000);

test("where no claim can be written (a full disk), a trial runs without a core of its own, and that is told", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const tell = vi.fn();
  expect(claimCore([0, 1], join(file, "cores"), tell)).toBeNull();
  expect(tell).toHaveBeenCalledWith(expect.stringContaining("No core can be claimed"));
});
