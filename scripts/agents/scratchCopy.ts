import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
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
      // Relative links to the workspaces themselves: the same links lead to the copy's.
      if (name === "@steepest")
        cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
      // A folder of what tools keep: the copy makes its own.
      else if (!name.startsWith(".") || name === ".bin") link(join(from, name), join(to, name));
    }
  }
}

/** A workspace without a scope is linked as it is; what is installed is linked to where it lies. */
function link(from: string, to: string): void {
  if (lstatSync(from).isSymbolicLink()) cpSync(from, to, { verbatimSymlinks: true });
  else symlinkSync(from, to);
}
