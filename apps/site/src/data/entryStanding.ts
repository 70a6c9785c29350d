import type { BoardRow, RowDetails } from "@steepest/core/schema/api/boards.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";

/** Where an entry stands on its board. */
export interface EntryStanding {
  readonly row: BoardRow;
  /** Rows of the board. */
  readonly of: number;
  readonly baseline: string;
  readonly workloads: number;
  /** The rows next to it that have a rank, better first. */
  readonly neighbours: readonly BoardRow[];
  /** What all of its trials have cost. */
  readonly cost: RowDetails | null;
}

/** Null where it has no row: superseded, cancelled, private, void. Neighbours are those of its page of the board. */
export async function entryStanding(client: Client, entry: EntryDetail): Promise<EntryStanding | null> {
  const found = await findRow(client, entry);
  if (found === null) return null;
  const { row, cost } = found;
  const first = await client.board(entry.board);
  // Ranks are places but for ties and entries under way: a page has fifty rows.
  const page = Math.min(first.pages, Math.ceil(row.rank / Math.max(1, first.rows.length)));
  const view = page <= 1 ? first : await client.board(entry.board, undefined, page);
  const ranked = view.rows.filter((one) => !one.provisional || one.entry === entry.id);
  const at = ranked.findIndex((one) => one.entry === entry.id);
  const neighbours = at < 0 ? [] : [ranked[at - 1], ranked[at + 1]].filter((one) => one !== undefined);
  return {
    row,
    of: first.totals.rows,
    baseline: first.baseline,
    workloads: first.workloads.length,
    neighbours,
    cost,
  };
}

/** Names that its name is a part of may fill pages before it. */
async function findRow(client: Client, { id, board, submission }: EntryDetail) {
  for (let page = 1, pages = 1; page <= pages; page++) {
    const found = await client.board(board, undefined, page, { find: submission, details: true });
    const row = found.rows.find((one) => one.entry === id);
    if (row !== undefined) return { row, cost: found.details?.[id] ?? null };
    pages = found.pages;
  }
  return null;
}
