import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const othersMay = { read: 0o4, enter: 0o1 } as const;

const may = (path: string, bits: number) => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.mode & bits) === bits;
};

/**
 * Whether a user who owns nothing could read this file, or all files of this folder: a trial that gets a user of its own must still be able to read
 * its code and data. Of what is not there yet, whether it could be when it is made.
 */
export function readableByOthers(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const wouldBe = (process.umask() & (othersMay.read | othersMay.enter)) === 0;
    return wouldBe && readableByOthers(dirname(path));
  }
  // By both ways: the one that is asked for, and the one that links lead to.
  for (const start of new Set([path, realpathSync(path)])) {
    for (let folder = dirname(start); ; folder = dirname(folder)) {
      if (!may(folder, othersMay.enter)) return false;
      if (dirname(folder) === folder) break;
    }
  }
  if (!found.isDirectory()) return may(path, othersMay.read);
  if (!may(path, othersMay.enter)) return false;
  return readdirSync(path, { withFileTypes: true }).every(
    (entry) => entry.isDirectory() || may(join(path, entry.name), othersMay.read),
  );
}
