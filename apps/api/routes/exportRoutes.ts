import type { R2Bucket } from "@cloudflare/workers-types";
import { createRoute, z } from "@hono/zod-openapi";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { ExportEnd, ExportMissing } from "@steepest/core/schema/api/exports.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { asc, eq, sql } from "drizzle-orm";
import { stream } from "hono/streaming";
import { boardEntries } from "../boards/boardEntries.ts";
import { findBoard } from "../boards/findBoard.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { entries, records, trials } from "../database/schema.ts";
import { createRouter } from "../http/createRouter.ts";
import { otherAnswer, problems } from "../http/describe.ts";

export const exportRoutes = createRouter();

exportRoutes.openapi(
  createRoute({
    method: "get",
    path: "/export",
    tags: ["Boards"],
    summary: "Every record that counts on a board",
    request: { query: z.object({ board: z.string() }) },
    responses: {
      200: otherAnswer(
        "application/x-ndjson",
        "One record a line, exactly as reported. A record that the store lacks is a line with the format `steepest-export-missing/1` and its trial. The last line has the format `steepest-export-end/1`, the counts of both, and the SHA-256 of all bytes before it: an export without it broke off.",
      ),
      ...problems(400, 404),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("query").board);
    const rows = await openDatabase(context.env.DB)
      .select({ trial: records.trial, sha256: records.sha256 })
      .from(records)
      .innerJoin(trials, eq(trials.id, records.trial))
      .innerJoin(entries, eq(entries.id, trials.entry))
      .where(sql`${boardEntries(board)} AND entries.cancelled_at IS NULL AND entries.voided_at IS NULL`)
      .orderBy(asc(entries.createdAt), asc(entries.id), asc(trials.position));
    context.header("content-type", "application/x-ndjson");
    return stream(context, async (body) => {
      const hash = sha256.create();
      let missing = 0;
      const write = async (line: string) => {
        hash.update(utf8ToBytes(`${line}\n`));
        await body.writeln(line);
      };
      for (const row of rows) {
        const text = await recordText(context.env.STORE, row);
        if (text.kind === "missing") missing++;
        await write(text.line);
      }
      const end: ExportEnd = {
        format: "steepest-export-end/1",
        board: formatBoardId(board),
        records: rows.length - missing,
        missing,
        sha256: bytesToHex(hash.digest()),
      };
      await body.writeln(JSON.stringify(end));
    });
  },
);

interface Line {
  readonly kind: "record" | "missing";
  readonly line: string;
}

/** The status is sent already: what cannot be read is said in the record's place. */
async function recordText(
  store: R2Bucket,
  row: { readonly trial: string; readonly sha256: string },
): Promise<Line> {
  const missing = (reason: string): Line => {
    const line: ExportMissing = { format: "steepest-export-missing/1", ...row, reason };
    return { kind: "missing", line: JSON.stringify(line) };
  };
  try {
    const stored = await store.get(`records/${row.sha256}`);
    if (stored === null) return missing("The store lacks this record.");
    const line = await stored.text();
    const isSound = bytesToHex(sha256(utf8ToBytes(line))) === row.sha256;
    return isSound ? { kind: "record", line } : missing("The store holds something else under its name.");
  } catch (error) {
    console.error(`GET /v1/export, ${row.trial}:`, error);
    return missing("The store did not answer for this record.");
  }
}
