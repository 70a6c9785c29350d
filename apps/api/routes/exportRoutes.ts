import { createRoute, z } from "@hono/zod-openapi";
import { exportTrustSchema } from "@steepest/core/schema/api/exports.ts";
import { stream } from "hono/streaming";
import { findBoard } from "../boards/findBoard.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { choosePart, exportPart } from "../exports/exportPart.ts";
import { createRouter } from "../http/createRouter.ts";
import { otherAnswer, problems } from "../http/describe.ts";
import { cursorSchema } from "../http/pageOf.ts";
import { signingKeys } from "../receipts/receiptOf.ts";

export const exportRoutes = createRouter();

exportRoutes.openapi(
  createRoute({
    method: "get",
    path: "/export",
    tags: ["Boards"],
    summary: "Every record that counts on a board",
    description:
      "By default the verified ones; all, where the board has none that is verified, which the header `steepest-export-note` and the last line say.",
    request: {
      query: z.object({ board: z.string(), trust: exportTrustSchema.optional(), after: cursorSchema }),
    },
    responses: {
      200: otherAnswer(
        "application/x-ndjson",
        "One record a line in order of arrival, exactly as reported but for a field `provenance` at its end: trust, who reported, who audited, where its receipt is. A record that the store lacks is a line with the format `steepest-export-missing/1` and its trial. The last line has the format `steepest-export-end/1`, the counts of both, and the SHA-256 of all bytes before it; where there are more parts, `steepest-export-part/1` with `next`, which the next part is asked for with as `after`. An export without its last line broke off.",
      ),
      ...problems(400, 404),
    },
  }),
  async (context) => {
    const { board: id, ...asked } = context.req.valid("query");
    const board = findBoard(id);
    const { DB, STORE: store } = context.env;
    const database = openDatabase(DB);
    const part = await choosePart(database, board, asked);
    const from = { database, store, signs: signingKeys(context.env) !== null };
    context.header("content-type", "application/x-ndjson");
    context.header("steepest-export-trust", part.trust);
    if (part.note !== null) context.header("steepest-export-note", part.note);
    return stream(context, async (body) => {
      await exportPart(from, board, part, (line) => body.writeln(line));
    });
  },
);
