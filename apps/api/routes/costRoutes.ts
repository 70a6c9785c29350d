import { createRoute, z } from "@hono/zod-openapi";
import { boardQuoteSchema, ledgerSchema } from "@steepest/core/schema/api/quotes.ts";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { findBoard } from "../boards/findBoard.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { ledgerOf } from "../entries/ledgerOf.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, needsToken, problems } from "../http/describe.ts";
import { quoteEntry } from "../queue/quoteEntry.ts";

/** What entries will cost, and what they have cost. */
export const costRoutes = createRouter();

costRoutes.openapi(
  createRoute({
    method: "get",
    path: "/boards/{id}/quote",
    tags: ["Boards"],
    summary: "What an entry on a board would cost at most",
    description:
      "Trials, charged time and energy at most, and when it would have ended by the present queue: for whoever asks, or for somebody new.",
    request: { params: z.object({ id: z.string() }) },
    responses: { 200: jsonAnswer(boardQuoteSchema, "As the queue stands now."), ...problems(404) },
  }),
  async (context) => {
    context.header("cache-control", "no-store");
    const board = findBoard(context.req.valid("param").id);
    const owner = context.get("actor")?.user ?? "";
    return context.json(await quoteEntry(openDatabase(context.env.DB), board, owner, Date.now()), 200);
  },
);

costRoutes.openapi(
  createRoute({
    method: "get",
    path: "/me/ledger",
    tags: ["Accounts"],
    security: needsToken,
    middleware: requireRole("submitter"),
    summary: "What one's entries have cost",
    description: "Charged time, steps and energy of the records of one's latest two hundred entries.",
    responses: { 200: jsonAnswer(ledgerSchema, "The newest first."), ...problems(401, 403) },
  }),
  async (context) => {
    context.header("cache-control", "no-store");
    const { user } = actorOf(context.get("actor"));
    return context.json(await ledgerOf(openDatabase(context.env.DB), user), 200);
  },
);
