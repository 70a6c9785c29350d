import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What this machine can put around a trial's process, besides what Node itself refuses it. Null: it cannot. */
export interface MachineWalls {
  /** How a process gets a network of its own, with nothing in it: as root, or by a user namespace. */
  readonly network: "root" | "user-namespace" | null;
  /** Whether a process can be given a user id of its own, which owns nothing. */
  readonly ownUser: boolean;
  /** Whether a process can be made to gain no privilege by what it executes, and to keep none. */
  readonly dropsPrivileges: boolean;
  /** Whether a process's memory, files and number of threads can be bounded. */
  readonly limits: boolean;
}

export const programs = {
  unshare: "/usr/bin/unshare",
  setpriv: "/usr/bin/setpriv",
  prlimit: "/usr/bin/prlimit",
} as const;

/** No wall of the system's: macOS, Windows, and Linux without util-linux. */
export const noMachineWalls: MachineWalls = {
  network: null,
  ownUser: false,
  dropsPrivileges: false,
  limits: false,
};

/**
 * User ids that systemd keeps for services without an account (DynamicUser): no file belongs to one. Each trial takes one by chance, so that two
 * trials cannot signal or read each other either.
 */
export const trialUsers = { first: 61184, last: 65519 } as const;

/** Words before a command that put its process into a network namespace. */
export const networkWords = {
  root: ["--net", "--ipc"],
  "user-namespace": ["--user", "--map-root-user", "--net", "--ipc"],
} as const;

/** Words that take every privilege from a process, for good. */
export const withoutPrivileges: readonly string[] = [
  "--no-new-privs",
  "--bounding-set=-all",
  "--inh-caps=-all",
];

/** Whether a command works; for tests another than to try it. */
export type Tries = (program: string, words: readonly string[]) => boolean;

const tries: Tries = (program, words) =>
  existsSync(program) && spawnSync(program, words, { stdio: "ignore", timeout: 5000 }).status === 0;

/** Tries each wall on a program that does nothing: what a container permits cannot be read from anywhere. */
export function findMachineWalls(
  platform: NodeJS.Platform = process.platform,
  isRoot: boolean = process.getuid?.() === 0,
  works: Tries = tries,
): MachineWalls {
  if (platform !== "linux") return noMachineWalls;
  const nothing = "/bin/true";
  const unshares = (how: keyof typeof networkWords) =>
    works(programs.unshare, [...networkWords[how], nothing]);
  const network = isRoot && unshares("root") ? "root" : unshares("user-namespace") ? "user-namespace" : null;
  const user = String(trialUsers.first);
  return {
    network,
    ownUser:
      isRoot &&
      // In a user namespace that only maps root there is no other user.
      network !== "user-namespace" &&
      works(programs.setpriv, [
        `--reuid=${user}`,
        `--regid=${user}`,
        "--clear-groups",
        ...withoutPrivileges,
        nothing,
      ]),
    dropsPrivileges: canDrop(works, isRoot, network, nothing),
    limits: works(programs.prlimit, ["--core=0", "--fsize=0", "--data=8589934592", nothing]),
  };
}

/** Emptying the bounding set takes a privilege that one has as root, or inside one's own user namespace. */
function canDrop(works: Tries, isRoot: boolean, network: MachineWalls["network"], nothing: string): boolean {
  const drop = [programs.setpriv, ...withoutPrivileges, nothing];
  if (network === "user-namespace") return works(programs.unshare, [...networkWords[network], ...drop]);
  return isRoot && works(programs.setpriv, [...withoutPrivileges, nothing]);
}

let found: MachineWalls | undefined;

/** The walls of this machine, tried once in this program: some tens of milliseconds. */
export function machineWalls(): MachineWalls {
  found ??= findMachineWalls();
  return found;
}
