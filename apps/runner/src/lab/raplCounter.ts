import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** Where Linux shows the processor's counters of energy. */
export const raplFolder = "/sys/class/powercap";

/** What a process reads of the counters: the folder, and where its links lead. */
export function raplPaths(folder = raplFolder): string[] {
  try {
    return [folder, ...packagesOf(folder).map((name) => realpathSync(join(folder, name)))];
  } catch {
    return [];
  }
}

/** Whole packages (`intel-rapl:0`), without their parts (`intel-rapl:0:0`), which are in them. AMD's counters go by the same name. */
const packagesOf = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /^intel-rapl:\d+$/.test(name));

/**
 * Joules since the first call, over all packages; null where there are no counters, or none that this process may read. Microjoules in the files start at 0
 * again beyond `max_energy_range_uj`, every few minutes: two calls may lie one such turn apart, no more.
 */
export function raplCounter(folder = raplFolder): () => number | null {
  const before = new Map<string, number>();
  let joules = 0;
  const number = (name: string, file: string) => {
    const value = Number(readFileSync(join(folder, name, file), "utf8"));
    if (!Number.isFinite(value)) throw new Error(`${file} holds no number`);
    return value;
  };
  return () => {
    try {
      const names = packagesOf(folder);
      if (names.length === 0) return null;
      for (const name of names) {
        const now = number(name, "energy_uj");
        const then = before.get(name) ?? now;
        joules += (now >= then ? now - then : now - then + number(name, "max_energy_range_uj")) / 1e6;
        before.set(name, now);
      }
      return joules;
    } catch {
      // Most systems let only root read them: then this machine has no counters for us.
      return null;
    }
  };
}
