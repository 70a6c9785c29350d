import type { BoardRow } from "../schema/api/boards.ts";

/** Entries from this rank on set nothing that a visitor looks at first. */
export const auditedRanks = 10;

/** A workload time that sets a board. Trials at or below it made it: a forged one among them moves the median. */
export interface SettingTime {
  readonly entry: string;
  readonly workload: string;
  readonly seconds: number;
}

/** The workload times of entries among the first ten ranks, and of the fastest entry of each workload, which gives others their caps and credit. */
export function rankSetting(rows: readonly Pick<BoardRow, "entry" | "rank" | "times">[]): SettingTime[] {
  const fastest = new Map<string, number>();
  for (const { times } of rows) {
    for (const [workload, seconds] of Object.entries(times)) {
      if (seconds !== null) fastest.set(workload, Math.min(seconds, fastest.get(workload) ?? seconds));
    }
  }
  return rows.flatMap(({ entry, rank, times }) =>
    Object.entries(times).flatMap(([workload, seconds]) =>
      seconds !== null && (rank <= auditedRanks || seconds === fastest.get(workload))
        ? [{ entry, workload, seconds }]
        : [],
    ),
  );
}
