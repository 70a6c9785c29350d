import { createRoute, z } from "@hono/zod-openapi";
import { and, asc, eq } from "drizzle-orm";
import { stream } from "hono/streaming";
import { boardEntries } from "../boards/boardEntries.ts";
import { findBoard } from "../boards/findBoard.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { entries, records, trials } from "../database/schema.ts";
import { readStored } from "../database/store.ts";
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
        "One record a line, exactly as reported: `steepest score` reads it.",
      ),
      ...problems(400, 404),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("query").board);
    const rows = await openDatabase(context.env.DB)
      .select({ sha256: records.sha256 })
      .from(records)
      .innerJoin(trials, eq(trials.id, records.trial))
      .innerJoin(entries, eq(entries.id, trials.entry))
      .where(and(boardEntries(board)))
      .orderBy(asc(entries.createdAt), asc(entries.id), asc(trials.position));
    context.header("content-type", "application/x-ndjson");
    return stream(context, async (body) => {
      for (const { sha256 } of rows) {
        await body.writeln(await (await readStored(context.env.STORE, "records", sha256)).text());
      }
    });
  },
);
