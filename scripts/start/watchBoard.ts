import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "../../packages/core/schema/api/client.ts";
import type { EntrySummary } from "../../packages/core/schema/api/entries.ts";
import { boardTable } from "./boardTable.ts";
import type { Terminal } from "./terminal.ts";

const pollMilliseconds = 1500;

const sum = (entries: readonly EntrySummary[], of: (entry: EntrySummary) => number) =>
  entries.reduce((total, entry) => total + of(entry), 0);

/** Shows how a board fills until every entry on it has ended, or the signal. */
export async function watchBoard(
  client: Client,
  board: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const started = Date.now();
  // The table comes every ninth of the way: with three submissions about once per workload and study.
  let shownNinth = 0;
  while (!signal.aborted) {
    const entries = (await client.entries({ board })).filter((entry) => entry.status !== "cancelled");
    const total = sum(entries, (entry) => entry.trials.total);
    const finished = sum(entries, (entry) => entry.trials.finished);
    const running = sum(entries, (entry) => entry.trials.running);
    const elapsed = Math.round((Date.now() - started) / 1000);
    const status = `${board}: ${finished} of ${total} trials done, ${running} running, ${elapsed} s`;
    const ninth = total === 0 ? 0 : Math.floor((9 * finished) / total);
    if (ninth > shownNinth) {
      terminal.line(`\n${boardTable(await client.board(board))}\n`);
      shownNinth = ninth;
    }
    terminal.status(status, false);
    if (finished === total && total > 0) {
      terminal.clear();
      terminal.line(`The board is complete: ${total} trials.`);
      return;
    }
    await delay(pollMilliseconds, undefined, { signal }).catch(() => {});
  }
}
