import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { describeWalls, missingWalls, showsToken } from "./describeWalls.ts";
import { findMachineWalls, noMachineWalls, programs, type Tries } from "./machineWalls.ts";
import { readableByOthers } from "./readableByOthers.ts";
import { systemWallWords } from "./systemWallWords.ts";

const all: Tries = () => true;
const none: Tries = () => false;
const withoutRootsNetwork: Tries = (_, words) => !words.includes("--net") || words.includes("--user");

const root = { network: "root", ownUser: true, dropsPrivileges: true, limits: true } as const;
const person = { network: "user-namespace", ownUser: false, dropsPrivileges: true, limits: true } as const;

test("what a machine permits is found by trying it", () => {
  expect(findMachineWalls("linux", true, all)).toEqual(root);
  expect(findMachineWalls("linux", false, all)).toEqual(person);
  expect(findMachineWalls("linux", true, withoutRootsNetwork)).toEqual(person);
  expect(findMachineWalls("linux", true, none)).toEqual(noMachineWalls);
  expect(findMachineWalls("linux", true, (program) => program !== programs.unshare)).toEqual({
    ...root,
    network: null,
  });
});

test("elsewhere than on Linux nothing is tried", () => {
  const fails = () => {
    throw new Error("tried");
  };
  for (const platform of ["darwin", "win32"] as const)
    expect(findMachineWalls(platform, true, fails)).toEqual(noMachineWalls);
});

test("a machine without walls puts no word before a trial's command", () => {
  expect(systemWallWords({ backend: "wasm", readable: true, walls: noMachineWalls })).toEqual([]);
});

test("a trial gets a user of its own where it uses no device and can read its data; none keeps privileges", () => {
  const words = (backend: "wasm" | "webgpu", readable: boolean) =>
    systemWallWords({ backend, readable, walls: root }).join(" ");
  expect(words("wasm", true)).toMatch(/--net .*--data=8589934592 --nproc=64 .*--reuid=6\d{4} --regid=6\d{4}/);
  expect(words("wasm", false)).not.toContain("--reuid");
  expect(words("webgpu", true)).not.toMatch(/--reuid|--data/);
  for (const each of [words("wasm", true), words("wasm", false), words("webgpu", true)])
    expect(each).toContain("--no-new-privs --bounding-set=-all");
});

test("all walls that stand are said to, and those that do not are named once, with what is open", () => {
  const standing = describeWalls({ walls: root, readable: true, showsToken: false });
  expect(standing.map(({ name, stands }) => [name, stands])).toEqual([
    ["permission", true],
    ["network", true],
    ["environment", true],
    ["user", true],
    ["memory", true],
  ]);
  expect(missingWalls(standing)).toBeNull();
  const open = missingWalls(describeWalls({ walls: noMachineWalls, readable: true, showsToken: true }));
  for (const name of ["network:", "environment:", "user:", "memory:"]) expect(open).toContain(name);
  expect(open).not.toContain("permission:");
  expect(missingWalls(describeWalls({ walls: root, readable: false, showsToken: false }))).toContain(
    "user: trials run as this user, since others may not read",
  );
});

test.each([
  ["PATH=/bin\0STEEPEST_TOKEN=stp_x\0", "node\0work\0", true],
  ["PATH=/bin\0", "node\0work\0--token\0stp_x\0", true],
  ["PATH=/bin\0", "node\0work\0--token=stp_x\0", true],
  ["STEEPEST_TOKEN=\0STEEPEST_TOKEN_FILE=/etc/token\0", "node\0work\0", false],
])("a token in %j and %j shows: %s", (environ, cmdline, shows) => {
  expect(showsToken((path) => (path.endsWith("environ") ? environ : cmdline))).toBe(shows);
});

test("a folder that others cannot enter hides what is below it, also behind a link", () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "data"), { mode: 0o755 });
  writeFileSync(join(folder, "data", "file"), "", { mode: 0o644 });
  mkdirSync(join(folder, "private"), { mode: 0o700 });
  mkdirSync(join(folder, "private", "data"), { mode: 0o755 });
  symlinkSync(join(folder, "private", "data"), join(folder, "link"));
  expect(readableByOthers(join(folder, "data"))).toBe(true);
  expect(readableByOthers(join(folder, "private", "data"))).toBe(false);
  expect(readableByOthers(join(folder, "link"))).toBe(false);
  expect(readableByOthers(join(folder, "private", "later"))).toBe(false);
  chmodSync(join(folder, "data", "file"), 0o600);
  expect(readableByOthers(join(folder, "data"))).toBe(false);
});
