import type { R2Bucket } from "@cloudflare/workers-types";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { recordPacks } from "../database/boardTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { records } from "../database/schema.ts";

/** A record that is in no pack yet, with its body. */
export interface Unpacked {
  readonly trial: string;
  readonly sha256: string;
  readonly createdAt: number;
  readonly body: string;
}

/** A pack is held in memory as a whole, and written again whenever it grows. */
const mostPackBytes = 8 * 1024 * 1024;

/** Each makes five calls to database and store, of which a request has fifty. What is left over waits for the next export. */
const mostWrites = 2;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * Copies records, in order of arrival, into the board's last pack, where it is of their day and has room, or into new ones: a line each, its hash before its
 * body. Bodies never change, and which of them count is asked of the database, so what is voided needs no new pack. Where somebody else packs at the
 * same time, only one of both takes effect.
 */
export async function packRecords(
  database: Database,
  store: R2Bucket,
  board: string,
  unpacked: readonly Unpacked[],
): Promise<void> {
  const [last] = await database
    .select()
    .from(recordPacks)
    .where(eq(recordPacks.board, board))
    .orderBy(desc(recordPacks.number))
    .limit(1);
  let open = last ?? null;
  let taken: Unpacked[] = [];
  let bytes = open?.bytes ?? 0;
  let day = open?.day ?? "";
  let writes = 0;
  const flush = async () => {
    if (taken.length === 0 || open === null || writes === mostWrites) return;
    writes++;
    open = await writePack(database, store, { ...open, day }, taken);
    taken = [];
  };
  for (const record of unpacked) {
    const more = record.body.length + 66;
    if (dayOf(record.createdAt) !== day || bytes + more > mostPackBytes) {
      await flush();
      if (writes === mostWrites) return;
      const number = (open?.number ?? 0) + 1;
      day = dayOf(record.createdAt);
      open = { board, number, day, records: 0, bytes: 0, object: "" };
      bytes = 0;
    }
    taken.push(record);
    bytes += more;
  }
  await flush();
}

type Pack = typeof recordPacks.$inferSelect;

/** The pack with these records, too: a new object, since readers may be at the old one. */
async function writePack(
  database: Database,
  store: R2Bucket,
  open: Pack,
  taken: readonly Unpacked[],
): Promise<Pack | null> {
  const { board, day } = open;
  const before = open.object === "" ? "" : await (await store.get(open.object))?.text();
  // Lost: those that it held are read one by one.
  const text = (before ?? "") + taken.map(({ sha256, body }) => `${sha256} ${body}\n`).join("");
  const encoded = new TextEncoder().encode(text);
  const pack: Pack = {
    ...open,
    records: open.records + taken.length,
    bytes: encoded.length,
    object: `exports/${board}/${day}/${open.number}-${crypto.randomUUID().slice(0, 8)}`,
  };
  await store.put(pack.object, encoded, { httpMetadata: { contentType: "text/plain" } });
  const [written] = await database.batch([
    open.object === ""
      ? database.insert(recordPacks).values(pack).onConflictDoNothing().returning()
      : database
          .update(recordPacks)
          .set(pack)
          .where(
            and(
              eq(recordPacks.board, board),
              eq(recordPacks.number, open.number),
              eq(recordPacks.object, open.object),
            ),
          )
          .returning(),
    database
      .update(records)
      .set({ pack: pack.number })
      .where(
        and(
          inArray(
            records.trial,
            taken.map(({ trial }) => trial),
          ),
          sql`EXISTS (SELECT 1 FROM record_packs WHERE board = ${board} AND number = ${pack.number} AND object = ${pack.object})`,
        ),
      ),
  ]);
  const gone = written.length > 0 ? open.object : pack.object;
  if (gone !== "") await store.delete(gone);
  return written[0] ?? null;
}

/** The bodies of a pack, by hash; none where its object is lost. */
export async function packedBodies(
  database: Database,
  store: R2Bucket,
  board: string,
  number: number,
): Promise<ReadonlyMap<string, string>> {
  // It may have grown, and its old object gone, between the two reads.
  for (let tries = 0; tries < 2; tries++) {
    const [pack] = await database
      .select({ object: recordPacks.object })
      .from(recordPacks)
      .where(and(eq(recordPacks.board, board), eq(recordPacks.number, number)));
    const stored = pack === undefined ? null : await store.get(pack.object);
    if (stored === null) continue;
    const lines = (await stored.text()).split("\n").filter((line) => line !== "");
    return new Map(lines.map((line) => [line.slice(0, 64), line.slice(65)]));
  }
  return new Map();
}
