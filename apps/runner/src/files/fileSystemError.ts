import { UserError } from "@steepest/base/userError.ts";

interface Meaning {
  readonly what: (path: string) => string;
  readonly solution: string;
}

const elsewhere = "or name another place (--out DIR; STEEPEST_HOME for what Steepest keeps itself)";

const noRights: Meaning = {
  what: (path) => `You have no right to use ${path}.`,
  solution: `Give yourself the right (ls -ld shows who has it), ${elsewhere}.`,
};

const tooManyFiles: Meaning = {
  what: (path) => `Too many files are open: ${path} cannot be opened too.`,
  solution: "Raise the limit (ulimit -n 4096), or run fewer trials at a time (--jobs).",
};

const full: Meaning = {
  what: (path) => `There is no space left to write ${path}.`,
  solution: `Free some space (df -h shows where), ${elsewhere}; then give the same command again.`,
};

/** What the file system refuses (errno(3)), to a person. Anything else that it says is a bug of ours. */
const meanings: Readonly<Record<string, Meaning>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: {
    what: (path) => `${path} would be larger than files may be there.`,
    solution: `Raise the limit (ulimit -f), ${elsewhere}.`,
  },
  EROFS: {
    what: (path) => `${path} lies on a disk that is read-only.`,
    solution: `Mount it for writing, ${elsewhere}.`,
  },
  EACCES: noRights,
  EPERM: noRights,
  ENOTDIR: {
    what: (path) => `${path} needs a folder where there is a file.`,
    solution: "Correct the path, or move that file away.",
  },
  EISDIR: {
    what: (path) => `${path} is a folder, and a file is needed there.`,
    solution: "Name a file, or move that folder away.",
  },
  EEXIST: {
    what: (path) => `${path} is there already, and not as the folder or file that is needed.`,
    solution: "Name another place, or move it away.",
  },
  ENOTEMPTY: {
    what: (path) => `The folder ${path} is not empty.`,
    solution: "Name another place, or move it away.",
  },
  ENOENT: {
    what: (path) => `There is no ${path}, and none can be made there.`,
    solution:
      "Correct the path (a link may lead nowhere). If it is a file of Steepest itself, install Steepest again.",
  },
  ELOOP: {
    what: (path) => `${path} leads through links that go round in a circle.`,
    solution: "Give the path of the file itself, or mend the links (ls -l shows them).",
  },
  ENAMETOOLONG: {
    what: (path) => `The path ${path.length > 100 ? `${path.slice(0, 100)}…` : path} is too long.`,
    solution: "Give a shorter one: most disks take 255 bytes for a name and 4,096 for a path.",
  },
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EIO: {
    what: (path) => `The disk failed at ${path}.`,
    solution: "Look at the disk (dmesg), and take another one.",
  },
  EBUSY: {
    what: (path) => `${path} is in use.`,
    solution: "End what uses it (lsof shows it), then try again.",
  },
  ETXTBSY: {
    what: (path) => `${path} is in use.`,
    solution: "End what uses it (lsof shows it), then try again.",
  },
  EXDEV: {
    what: (path) => `${path} lies on another disk than what should be moved there.`,
    solution: "Name a place on one disk.",
  },
  ENXIO: {
    what: (path) => `${path} is a device or a pipe that nobody answers at.`,
    solution: "Name a plain file.",
  },
  ERR_FS_FILE_TOO_LARGE: {
    what: (path) => `${path} is larger than can be read at once.`,
    solution: "Name the file that is meant: nothing that Steepest reads is that large.",
  },
  ERR_STRING_TOO_LONG: {
    what: (path) => `${path} is larger than can be read at once.`,
    solution: "Name the file that is meant: nothing that Steepest reads is that large.",
  },
};

/** Calls that Node reports by the same codes, and that are no matter of files. */
const otherCalls = /^(connect|getaddrinfo|getnameinfo|listen|bind|accept|shutdown|kill|spawn|uv_)/;

/**
 * What Node's file functions threw, as the user's matter: with the path, and a way out. Null for every other error. One
 * place at the border of the program, so that no reader and no writer needs to think of each.
 */
export function fileSystemError(error: unknown): UserError | null {
  if (!(error instanceof Error) || error instanceof UserError) return null;
  const { code, syscall = "", path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const meaning = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (meaning === undefined || otherCalls.test(syscall)) return null;
  return new UserError(
    {
      code: "file-system",
      what: meaning.what(dest ?? path ?? "a file"),
      details: error.message,
      solution: meaning.solution,
    },
    { cause: error },
  );
}
