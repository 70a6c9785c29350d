import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "@steepest/workloads/node/makeFolder.ts";

/** Where a file's text is until all of it is written; another process writes beside, not into it. */
export const partOf = (path: string): string => `${path}.${process.pid}.part`;

/**
 * Writes a file whole or not at all: whatever fails, the file that was there stays and nothing is left beside it. Makes the
 * folders above it.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const part = partOf(path);
  makeFolder(dirname(path));
  naming(path, () =>
    removingOnFailure(part, () => {
      writeFileSync(part, content);
      renameSync(part, path);
    }),
  );
}

/** As `writeWhole`, for a file that must not be there yet: throws EEXIST, and leaves it alone, where it is. */
export function writeNew(path: string, text: string): void {
  naming(path, () => {
    // Empty first: from here on the file is ours to remove.
    writeFileSync(path, "", { flag: "wx" });
    removingOnFailure(path, () => writeFileSync(path, text));
  });
}

/** A file's text. */
export const readText = (path: string): string => naming(path, () => readFileSync(path, "utf8"));

/** Does it, and gives what the file system throws the path that is meant: of reads and writes Node names none. */
export function naming<Result>(path: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    const isOfFiles = error instanceof Error && "syscall" in error && "errno" in error;
    throw isOfFiles ? Object.assign(error, { path, dest: undefined }) : error;
  }
}

function removingOnFailure(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    try {
      rmSync(path, { force: true });
    } catch {
      // Why it cannot be removed is why it could not be written, which is told.
    }
    throw error;
  }
}
