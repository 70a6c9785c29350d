import type { R2Bucket } from "@cloudflare/workers-types";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type {
  ExportMissing,
  ExportTrailer,
  ExportTrust,
  Provenance,
} from "@steepest/core/schema/api/exports.ts";
import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import { sql } from "drizzle-orm";
import { isAuditable } from "../audits/auditNewRecord.ts";
import { boardKey } from "../boards/boardKey.ts";
import type { Database } from "../database/openDatabase.ts";
import { isPublic } from "../entries/visibleTo.ts";
import { logFault } from "../http/logFault.ts";
import { parseTimeCursor, timeCursor } from "../http/pageOf.ts";
import { packedBodies, packRecords, type Unpacked } from "./packRecords.ts";

/** Rows of a part, of any trust; what they say is read for each. */
const mostRows = 1000;
/** Calls to database and store for bodies: a request has fifty in all. A pack takes two. */
const mostCalls = 30;
/** The bodies of a part: some of them are in memory at once. */
const mostBytes = 24 * 1024 * 1024;
const packsInMemory = 3;

export interface Part {
  readonly trust: ExportTrust;
  readonly note: string | null;
  readonly after: string | null;
}

/** What a part is of: as asked for, as the part before was, or by what the board has. */
export async function choosePart(
  database: Database,
  board: Board,
  asked: { readonly trust?: ExportTrust | undefined; readonly after?: string | undefined },
): Promise<Part> {
  const after = asked.after ?? null;
  const carried = (["verified", "claimed", "all"] as const).find((trust) => after?.startsWith(`${trust}.`));
  const chosen = asked.trust ?? carried;
  if (chosen !== undefined) return { trust: chosen, note: null, after };
  if (!isAuditable(board.hardwareClass)) {
    return {
      trust: "all",
      after,
      note: `Every record of ${board.hardwareClass} is claimed: the clock rules it, so that no audit can verify one.`,
    };
  }
  const [found] = await database.all<{ verified: number }>(
    sql`SELECT EXISTS (SELECT 1 FROM records WHERE board = ${boardKey(board)} AND verified_at IS NOT NULL) AS verified`,
  );
  return found?.verified === 1
    ? { trust: "verified", after, note: "Verified records only: trust=all has the claimed ones, too." }
    : {
        trust: "all",
        after,
        note: "No record of this board is verified yet: all of these are claims. trust=verified would have none.",
      };
}

interface Row {
  readonly trial: string;
  readonly sha256: string;
  readonly createdAt: number;
  readonly bytes: number;
  readonly pack: number | null;
  readonly owner: string | null;
  readonly verified: number;
  readonly entry: string;
  readonly selfReported: number;
  readonly counts: number;
  readonly audit: string | null;
}

/** The next rows of a board in order of arrival, whether they count or not: their number bounds what is read. */
const rowsAfter = (
  database: Database,
  board: Board,
  at: { readonly at: number; readonly id: string } | null,
) =>
  database.all<Row>(sql`
    SELECT found.trial AS trial, found.sha256 AS sha256, found.created_at AS createdAt, found.bytes AS bytes, found.pack AS pack,
      found.owner AS owner, found.verified_at IS NOT NULL AS verified, entries.id AS entry,
      entries.trust = 'self-reported' AS selfReported,
      (${isPublic} AND entries.cancelled_at IS NULL AND entries.voided_at IS NULL) AS counts,
      CASE WHEN found.verified_at IS NOT NULL THEN (
        SELECT json_array(audits.id, audits.owner) FROM audits
        WHERE audits.trial = found.trial AND audits.record = found.sha256 AND +audits.outcome = 'match'
        ORDER BY audits.ended_at DESC LIMIT 1) END AS audit
    FROM (
      SELECT * FROM records
      WHERE board = ${boardKey(board)} AND (created_at, trial) > (${at?.at ?? -1}, ${at?.id ?? ""})
      ORDER BY created_at, trial LIMIT ${mostRows + 1}) AS found
    CROSS JOIN trials ON trials.id = found.trial
    CROSS JOIN entries ON entries.id = trials.entry
    ORDER BY found.created_at, found.trial`);

interface From {
  readonly database: Database;
  readonly store: R2Bucket;
  /** Whether receipts are signed. */
  readonly signs: boolean;
}

/**
 * Writes one part of a board's export, its last line too, and afterwards packs what it had to read one by one. A part ends where a request has done as
 * much as it may; its last line then says how to go on.
 */
export async function exportPart(
  { database, store, signs }: From,
  board: Board,
  { trust, note, after }: Part,
  writeLine: (line: string) => Promise<unknown>,
): Promise<void> {
  const key = boardKey(board);
  const rows = await rowsAfter(database, board, parseTimeCursor(after?.slice(after.indexOf(".") + 1)));
  const hash = sha256.create();
  const count = { record: 0, missing: 0, leftOut: 0 };
  const packs = new Map<number, ReadonlyMap<string, string>>();
  const unpacked: Unpacked[] = [];
  let calls = 0;
  let bytes = 0;
  const packOf = async (number: number) => {
    const known = packs.get(number);
    if (known !== undefined) return known;
    calls += 2;
    const read = await packedBodies(database, store, key, number);
    const [oldest] = packs.size < packsInMemory ? [] : packs.keys();
    if (oldest !== undefined) packs.delete(oldest);
    packs.set(number, read);
    return read;
  };
  const bodyOf = async (row: Row): Promise<Body> => {
    const packed = row.pack === null ? undefined : (await packOf(row.pack)).get(row.sha256);
    if (packed !== undefined && isSound(row, packed)) return { body: packed };
    calls++;
    const read = await storedBody(store, row);
    if ("body" in read) unpacked.push({ ...row, body: read.body });
    return read;
  };
  let last: Row | null = null;
  for (const row of rows.slice(0, mostRows)) {
    if (calls >= mostCalls || bytes >= mostBytes) break;
    last = row;
    if (row.counts !== 1) continue;
    if (trust !== "all" && (trust === "verified") !== (row.verified === 1)) {
      count.leftOut++;
      continue;
    }
    const read = await bodyOf(row);
    const line = "body" in read ? withProvenance(row, read.body, signs) : missingLine(row, read.reason);
    count["body" in read ? "record" : "missing"]++;
    bytes += row.bytes;
    hash.update(utf8ToBytes(`${line}\n`));
    await writeLine(line);
  }
  const isWhole = last === null || last.trial === rows.at(-1)?.trial;
  const said = {
    board: formatBoardId(board),
    records: count.record,
    missing: count.missing,
    sha256: bytesToHex(hash.digest()),
    trust,
    leftOut: count.leftOut,
    note,
    after,
  };
  const end: ExportTrailer = isWhole
    ? { format: "steepest-export-end/1", ...said, next: null }
    : {
        format: "steepest-export-part/1",
        ...said,
        next: `${trust}.${timeCursor(last?.createdAt ?? 0, last?.trial ?? "")}`,
      };
  await writeLine(JSON.stringify(end));
  try {
    await packRecords(database, store, key, unpacked);
  } catch (error) {
    // The export is whole without: the next one packs.
    logFault(`packing records of ${key}`, error);
  }
}

type Body = { readonly body: string } | { readonly reason: string };

const isSound = ({ sha256: wanted }: Row, body: string): boolean =>
  bytesToHex(sha256(utf8ToBytes(body))) === wanted;

/** The status is sent already: what cannot be read is said in the record's place. */
async function storedBody(store: R2Bucket, row: Row): Promise<Body> {
  try {
    const stored = await store.get(`records/${row.sha256}`);
    if (stored === null) return { reason: "The store lacks this record." };
    const body = await stored.text();
    return isSound(row, body) ? { body } : { reason: "The store holds something else under its name." };
  } catch (error) {
    logFault(`GET /v1/export, ${row.trial}`, error);
    return { reason: "The store did not answer for this record." };
  }
}

/** The record as it was reported, with one field more at its end. */
function withProvenance(row: Row, body: string, signs: boolean): string {
  const [audit, auditor] = row.audit === null ? [] : (JSON.parse(row.audit) as [string, string | null]);
  const claim = row.selfReported === 1 ? "self-reported" : "claimed";
  const provenance: Provenance = {
    trial: row.trial,
    entry: row.entry,
    sha256: row.sha256,
    trust: row.verified === 1 ? "verified" : claim,
    owner: row.owner,
    audit: audit === undefined ? null : { id: audit, owner: auditor ?? null },
    receipt: signs ? `/v1/trials/${row.trial}/receipt` : null,
  };
  return `${body.slice(0, -1)},"provenance":${JSON.stringify(provenance)}}`;
}

function missingLine({ trial, sha256 }: Row, reason: string): string {
  const line: ExportMissing = { format: "steepest-export-missing/1", trial, sha256, reason };
  return JSON.stringify(line);
}
