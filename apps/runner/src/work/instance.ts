import { join } from "node:path";
import { isAlive, newClaim } from "../cores/claimant.ts";
import { readText, writeWhole } from "../files/wholeFiles.ts";

/** What tells this process from every other one that works under the same name: on this machine, or on another one. */
export interface Instance {
  readonly id: string;
  /** The process that worked under this name from this folder before, where it is gone: this one takes its place. */
  predecessor(): string | undefined;
  /** This is the process that works from this folder now. */
  keep(): void;
}

const idOf = (claim: string): string | undefined => claim.split(" ")[2];

/** Kept in the folder of a runner's outbox, so that a restart is told from a second runner of the same name. */
export function createInstance(folder: string): Instance {
  const claim = newClaim();
  const path = join(folder, "process.txt");
  return {
    id: idOf(claim) ?? claim,
    predecessor() {
      try {
        const before = readText(path);
        return isAlive(before) ? undefined : idOf(before);
      } catch {
        // It is the first here.
        return undefined;
      }
    },
    keep() {
      try {
        writeWhole(path, claim);
      } catch {
        // A full disk: the next start waits until the platform has heard nothing of this one for a while.
      }
    },
  };
}
