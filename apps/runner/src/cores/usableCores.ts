import { readFileSync } from "node:fs";

/** Reads a list of cores as Linux writes it: `0-2,5` is 0, 1, 2, 5. */
export function parseCoreList(text: string): number[] {
  return text
    .trim()
    .split(",")
    .filter((range) => range !== "")
    .flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    });
}

/** Text of a file, or null where there is none. */
type ReadFile = (path: string) => string | null;

const fromSystem: ReadFile = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not Linux, or a container that does not show it.
    return null;
  }
};

interface RankedCore {
  readonly core: number;
  /** Place among the logical cores of its physical core that may be used, from 0. */
  readonly rank: number;
}

function rankedCores(read: ReadFile): RankedCore[] {
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(read("/proc/self/status") ?? "")?.[1];
  if (allowed === undefined) return [];
  const cores = parseCoreList(allowed);
  const rank = (core: number) => {
    const siblings = read(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`);
    if (siblings === null) return 0;
    const mine = parseCoreList(siblings).filter((sibling) => cores.includes(sibling));
    return Math.max(0, mine.indexOf(core));
  };
  return cores.map((core) => ({ core, rank: rank(core) }));
}

/**
 * The logical cores that this process may use (its affinity, which a cgroup's cpuset narrows), such that the first ones are
 * on different physical cores: two trials on one would share it. Empty where the system does not say.
 */
export const usableCores = (read: ReadFile = fromSystem): number[] =>
  rankedCores(read)
    .sort((first, second) => first.rank - second.rank || first.core - second.core)
    .map(({ core }) => core);

/** How many physical cores this process may use, or null where the system does not say. A logical core of unknown siblings counts. */
export function physicalCores(read: ReadFile = fromSystem): number | null {
  const ranked = rankedCores(read);
  return ranked.length === 0 ? null : ranked.filter(({ rank }) => rank === 0).length;
}
