import { claimFirst, claimsFolder } from "./claimFirst.ts";
import { usableCores } from "./usableCores.ts";

export interface ClaimedCore {
  readonly core: number;
  /** Gives this claim back; again, or after another has it, it does nothing. */
  release(): void;
}

const allTaken =
  "! Every core that this program may use has a trial of its own already: one more runs beside them, wherever the system puts it, and takes time from one of theirs. Its times and theirs measure the crowd.";

/**
 * Takes a core that no other trial of this user has, in this program or another one, or null where all are taken (which is
 * told) or the system names none: two programs that both pinned their first trial to core 0 would halve its speed, while
 * another core idles.
 */
export function claimCore(
  cores: readonly number[] = usableCores(),
  folder = claimsFolder("cores"),
  tell: (text: string) => void = tellOnce,
): ClaimedCore | null {
  try {
    const claimed = claimFirst(cores.map(String), folder);
    if (claimed === null && cores.length > 0) tell(allTaken);
    return claimed === null ? null : { core: Number(claimed.name), release: claimed.release };
  } catch (error) {
    // A full disk is no reason to run no trial.
    tell(`! No core can be claimed for a trial: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

const told = new Set<string>();

/** Says something on stderr, the first time in this program. */
function tellOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  process.stderr.write(`${text}\n`);
}
