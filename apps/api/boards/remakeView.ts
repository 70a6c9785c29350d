import type { Board } from "@steepest/core/schema/boardId.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { and, eq, sql } from "drizzle-orm";
import { boardViews } from "../database/boardTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { boardKey } from "./boardKey.ts";
import { makeView, viewFormat } from "./makeView.ts";
import type { Viewer } from "./viewBoard.ts";

const makingMilliseconds = 30_000;

/** What is kept beside the pages of a view. */
export const partsOf = (object: string) => ({
  studies: `${object}.studies`,
  index: `${object}.index`,
  facts: `${object}.facts`,
  orders: `${object}.orders`,
});

/** The row of a view. */
export const isView = ({ board, measure }: Pick<typeof boardViews.$inferSelect, "board" | "measure">) =>
  and(eq(boardViews.board, board), eq(boardViews.measure, measure));

/** Only one request makes a view at a time; one that died is not waited for for ever. */
export async function claimMaking(
  database: Database,
  board: Board,
  measure: Measure,
  now: number,
): Promise<boolean> {
  const makingUntil = now + makingMilliseconds;
  const claimed = await database
    .insert(boardViews)
    .values({ board: boardKey(board), measure, makingUntil })
    .onConflictDoUpdate({
      target: [boardViews.board, boardViews.measure],
      set: { makingUntil },
      setWhere: sql`making_until <= ${now}`,
    })
    .returning({ board: boardViews.board });
  return claimed.length > 0;
}

/** Scores a board anew and keeps it in the place of what was kept before; whoever does it has claimed it. */
export async function remakeView(
  { database, store }: Pick<Viewer, "database" | "store">,
  board: Board,
  measure: Measure,
  now: number,
  old: string | null,
) {
  const own = sql`${isView({ board: boardKey(board), measure })} AND making_until = ${now + makingMilliseconds}`;
  try {
    const { revision, offsets, bytes, studies, index, facts, orders, leader, cells } = await makeView(
      database,
      board,
      measure,
    );
    const object = `boards/${boardKey(board)}/${measure}-${revision}-${crypto.randomUUID().slice(0, 8)}`;
    const parts = partsOf(object);
    const json = { httpMetadata: { contentType: "application/json" } };
    await Promise.all([
      store.put(object, bytes, json),
      store.put(parts.studies, studies, json),
      store.put(parts.index, index, json),
      store.put(parts.facts, facts, json),
      store.put(parts.orders, orders),
    ]);
    await database
      .update(boardViews)
      .set({ revision, format: viewFormat, madeAt: now, makingUntil: 0, cells, object, offsets, leader })
      .where(own);
    if (old !== null) await store.delete([old, ...Object.values(partsOf(old))]);
  } catch (error) {
    await database.update(boardViews).set({ makingUntil: 0 }).where(own);
    throw error;
  }
}
