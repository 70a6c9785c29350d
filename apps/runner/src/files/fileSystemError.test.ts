import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";
import { expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { fileSystemError } from "./fileSystemError.ts";
import { naming, partOf, readText, writeNew, writeWhole } from "./wholeFiles.ts";

const submission = `import { chain, defineSubmission, scaleByLearningRate } from "steepest";
export default defineSubmission({
  name: "mine",
  ruleset: "external",
  hyperparameters: { lr: { min: 0.01, max: 0.1, scaling: "log" } },
  optimizer: ({ lr }) => chain(scaleByLearningRate(lr)),
});
`;

/** A folder with a submission and everything that a path can lead to instead of what is meant. */
function brokenFolder(): string {
  const root = temporaryFolder();
  writeFileSync(join(root, "mine.ts"), submission);
  writeFileSync(join(root, "file"), "kept");
  symlinkSync("loop", join(root, "loop"));
  symlinkSync("nowhere", join(root, "broken"));
  mkdirSync(join(root, "records"));
  symlinkSync("loop.json", join(root, "records", "loop.json"));
  mkdirSync(join(root, "folders", "a.json"), { recursive: true });
  return root;
}

const long = "x".repeat(300);

test.each([
  ["check loop", "loop leads through links that go round in a circle"],
  ["check broken", "There is no submission at broken"],
  [`check ${long}.ts`, "is too long"],
  ["check /dev/null", "/dev/null needs a folder where there is a file"],
  ["score loop", "loop leads through links that go round in a circle"],
  ["score records", "loop.json leads through links that go round in a circle"],
  ["score folders", "There are no records in folders"],
  [`score ${long}`, "is too long"],
  ["replay loop", "loop cannot be read (ELOOP)"],
  ["replay records", "records cannot be read (EISDIR)"],
  ["trace loop", "loop leads through links that go round in a circle"],
  [
    "submit loop --api http://127.0.0.1:1 --token stp_x",
    "loop leads through links that go round in a circle",
  ],
  [
    "work --api http://127.0.0.1:1 --token stp_x",
    "file is there already, and not as the folder or file that is needed",
    "file",
  ],
  [
    "work --api http://127.0.0.1:1 --token stp_x",
    "There is no /proc/steepest, and none can be made there",
    "/proc/steepest",
  ],
  ["run mine.ts --suite quick --out file", "file is a file, not a folder"],
  [
    "run mine.ts --suite quick --out file/deep/er",
    "file is there already, and not as the folder or file that is needed",
  ],
  [
    "run mine.ts --suite quick --out /proc/steepest",
    "There is no /proc/steepest, and none can be made there",
  ],
  [`run mine.ts --suite quick --out ${long}`, "is too long"],
  ["calibrate mine.ts --suite quick --out file", "file is a file, not a folder"],
  ["calibrate mine.ts --suite quick --out loop", "loop leads through links that go round in a circle"],
])("`steepest %s` tells the user: %s", async (line, says, home?: string) => {
  const cwd = brokenFolder();
  const { code, err } = await runCaptured(line.split(" "), {
    cwd,
    ...(home === undefined ? {} : { home: home.startsWith("/") ? home : join(cwd, home) }),
  });
  expect(err).toContain(says);
  expect(err).toContain("→");
  expect(err).not.toContain("bug in Steepest");
  expect(code).toBe(1);
  expect(readFileSync(join(cwd, "file"), "utf8")).toBe("kept");
});

const thrownBy = (use: () => unknown): Error => {
  try {
    use();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
};

const errno = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: what the system says, ${syscall}`), {
    code,
    syscall,
    errno: -1,
    ...(path && { path }),
  });

test.each([
  ["ENOSPC", "write", "There is no space left to write /a/b.", "Free some space"],
  ["EDQUOT", "write", "There is no space left to write /a/b.", "Free some space"],
  ["EFBIG", "write", "/a/b would be larger than files may be there.", "ulimit -f"],
  ["EROFS", "open", "/a/b lies on a disk that is read-only.", "Mount it for writing"],
  ["EACCES", "mkdir", "You have no right to use /a/b.", "Give yourself the right"],
  ["EPERM", "rename", "You have no right to use /a/b.", "Give yourself the right"],
  ["ENOTDIR", "open", "/a/b needs a folder where there is a file.", "move that file away"],
  ["EISDIR", "read", "/a/b is a folder, and a file is needed there.", "Name a file"],
  ["EEXIST", "mkdir", "/a/b is there already", "Name another place"],
  ["ENOTEMPTY", "rmdir", "The folder /a/b is not empty.", "Name another place"],
  ["ENOENT", "open", "There is no /a/b", "Correct the path"],
  ["EMFILE", "open", "Too many files are open: /a/b", "ulimit -n"],
  ["EIO", "read", "The disk failed at /a/b.", "another one"],
  ["EXDEV", "rename", "/a/b lies on another disk", "one disk"],
])("%s of %s is told as the user's matter: %s", (code, syscall, what, solution) => {
  const error = fileSystemError(errno(code, syscall, "/a/b"));
  expect(error).toMatchObject({ code: "file-system", details: expect.stringContaining(code) });
  expect(error?.message).toContain(what);
  expect(error?.solution).toContain(solution);
});

test.each([
  new TypeError("undefined is not an egg"),
  errno("EINVAL", "read", "/a"),
  errno("EBADF", "write"),
  errno("ECONNREFUSED", "connect"),
  errno("EACCES", "listen"),
  errno("ENOENT", "spawn node"),
  "a text",
])("%s is no matter of files", (error) => {
  expect(fileSystemError(error)).toBeNull();
});

test("a file is written whole: a full disk leaves the old one, and nothing beside it", () => {
  const folder = temporaryFolder();
  const path = join(folder, "deep", "summary.json");
  writeWhole(path, "old");
  // What is written goes to a device that is always full.
  symlinkSync("/dev/full", partOf(path));
  expect(thrownBy(() => writeWhole(path, "new"))).toMatchObject({ code: "ENOSPC", path });
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(join(folder, "deep"))).toEqual(["summary.json"]);
  writeWhole(path, "new");
  expect(readText(path)).toBe("new");
});

test("a file that cannot take its place leaves nothing beside it", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "report.html", "inside"), { recursive: true });
  const path = join(folder, "report.html");
  expect(thrownBy(() => writeWhole(path, "new"))).toMatchObject({ code: "EISDIR", path });
  expect(readdirSync(folder)).toEqual(["report.html"]);
});

test("a new file is never written over another", () => {
  const path = join(temporaryFolder(), "mine.ts");
  writeNew(path, "first");
  expect(thrownBy(() => writeNew(path, "second"))).toMatchObject({ code: "EEXIST", path });
  expect(readText(path)).toBe("first");
});

test("errors of reads, which name no path, are given theirs", () => {
  const folder = temporaryFolder();
  expect(thrownBy(() => readText(folder))).toMatchObject({ code: "EISDIR", path: folder });
  expect(fileSystemError(thrownBy(() => readText(folder)))?.message).toContain(folder);
  const bug = new RangeError("not of files");
  expect(
    thrownBy(() =>
      naming(folder, () => {
        throw bug;
      }),
    ),
  ).toBe(bug);
  expect(bug).not.toHaveProperty("path");
});

test("folders are made with those above them, and a place where none can be is told at once", () => {
  const root = temporaryFolder();
  makeFolder(join(root, "a", "b"));
  makeFolder(join(root, "a", "b"));
  expect(existsSync(join(root, "a", "b"))).toBe(true);
  expect(thrownBy(() => makeFolder("/proc/steepest/deep"))).toMatchObject({
    code: "ENOENT",
    path: "/proc/steepest",
  });
});
