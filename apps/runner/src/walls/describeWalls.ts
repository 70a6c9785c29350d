import { readFileSync } from "node:fs";
import { type MachineWalls, machineWalls } from "./machineWalls.ts";

/** A wall between a trial's process and the rest of the machine. */
export interface Wall {
  readonly name: "permission" | "network" | "environment" | "user" | "memory";
  readonly stands: boolean;
  /** What it is made of, or what is open without it. */
  readonly how: string;
}

export interface WallFacts {
  readonly walls: MachineWalls;
  /** Whether a user who owns nothing can read code and data. */
  readonly readable: boolean;
  /** Whether this program's own environment or command line, as the system shows it, holds a token. */
  readonly showsToken: boolean;
}

/** All walls, with what each is made of on this machine. */
export function describeWalls({ walls, readable, showsToken }: WallFacts): Wall[] {
  const { network, ownUser, limits } = walls;
  return [
    {
      name: "permission",
      stands: true,
      how: "Node lets a trial read code and its own data only: no writing, programs, threads, addons",
    },
    {
      name: "network",
      stands: network !== null,
      how:
        network === null
          ? "a process that broke out of the sandbox could reach the network (Linux's `unshare --net` is missing or not permitted)"
          : `a network namespace with nothing in it${network === "root" ? "" : ", inside a user namespace"}`,
    },
    {
      name: "environment",
      stands: !showsToken,
      how: showsToken
        ? "this program was started with a token in its environment or command line, which the system shows (use STEEPEST_TOKEN_FILE)"
        : "no token is in a trial's environment, nor in that of this program",
    },
    {
      name: "user",
      stands: ownUser && readable,
      how: userWall(ownUser, readable),
    },
    {
      name: "memory",
      stands: limits,
      how: limits
        ? "8 GiB, no files, no core dumps"
        : "only the JavaScript heap is bounded (`prlimit` is missing or not permitted)",
    },
  ];
}

function userWall(ownUser: boolean, readable: boolean): string {
  if (!ownUser)
    return "trials run as this user and could signal its processes (a runner that is root can give each a user of its own)";
  return readable
    ? "each trial on wasm and cpu has a user id of its own, without privileges"
    : "trials run as this user, since others may not read code or data here (a folder above them is private)";
}

/** Whether this program's environment or command line holds a token for who may read it in /proc. */
export function showsToken(read: (path: string) => string = (path) => readFileSync(path, "latin1")): boolean {
  try {
    const variables = read("/proc/self/environ").split("\0");
    const words = read("/proc/self/cmdline").split("\0");
    return (
      variables.some((variable) => /^STEEPEST_TOKEN=./.test(variable)) ||
      words.some((word) => /^--token(=|$)/.test(word))
    );
  } catch {
    // Not Linux: nothing is shown there.
    return false;
  }
}

/** The walls of this machine for trials with code and data in these places. */
export const wallsHere = (readable: boolean): Wall[] =>
  describeWalls({ walls: machineWalls(), readable, showsToken: showsToken() });

/** What a runner says once of the walls that it cannot have; null where all stand. */
export function missingWalls(walls: readonly Wall[]): string | null {
  const missing = walls.filter(({ stands }) => !stands);
  if (missing.length === 0) return null;
  const told = missing.map(({ name, how }) => `${name}: ${how}`).join("; ");
  return `! Trials run without some walls that would hold what broke out of the sandbox. ${told}.`;
}
