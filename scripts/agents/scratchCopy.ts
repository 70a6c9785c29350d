import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A copy of the working tree with the installed packages linked into it; its workspaces find each other in the copy. */
export function scratchCopy(root: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "steepest-scratch-"));
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (listed.status !== 0) throw new Error(`git does not list the tree: ${listed.stderr}`);
  for (const path of listed.stdout.split("\0")) {
    if (path === "" || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path), { dereference: false });
  }
  linkPackages(root, folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function linkPackages(root: string, folder: string): void {
  const nested = ["apps", "packages"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  for (const workspace of [".", ...nested, "submissions"]) {
    const from = join(root, workspace, "node_modules");
    if (!existsSync(from)) continue;
    const to = join(folder, workspace, "node_modules");
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) {
      if (name === "@steepest") {
        mkdirSync(join(to, name));
        for (const own of readdirSync(join(from, name))) link(join(from, name, own), join(to, name, own));
      }
      // What tools keep there is the tree's own: the copy makes its own.
      else if (!name.startsWith(".") || name === ".bin") link(join(from, name), join(to, name));
    }
  }
}

/** A workspace's link is relative: in the copy it leads to the copy's. What is installed is linked to where it lies. */
const link = (from: string, to: string): void =>
  symlinkSync(lstatSync(from).isSymbolicLink() ? readlinkSync(from) : from, to);
