import { createRoute, z } from "@hono/zod-openapi";
import { boardSummarySchema, boardViewSchema } from "@steepest/core/schema/api/boards.ts";
import { measureSchema } from "@steepest/core/schema/measures.ts";
import { boardSummaries } from "../boards/boardSummaries.ts";
import { findBoard } from "../boards/findBoard.ts";
import { viewBoard } from "../boards/viewBoard.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, otherAnswer, problems } from "../http/describe.ts";
import { followChanges } from "../http/followChanges.ts";

const shared = {
  tags: ["Boards"],
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({ measure: measureSchema.optional() }),
  },
};

export const boardRoutes = createRouter();

boardRoutes.openapi(
  createRoute({
    method: "get",
    path: "/boards",
    tags: ["Boards"],
    summary: "Every board",
    responses: { 200: jsonAnswer(z.array(boardSummarySchema), "With their numbers of entries.") },
  }),
  async (context) => context.json(await boardSummaries(openDatabase(context.env.DB)), 200),
);

boardRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/boards/{id}",
    summary: "One board, ranked",
    responses: { 200: jsonAnswer(boardViewSchema, "Best first."), ...problems(400, 404) },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("param").id);
    const { measure } = context.req.valid("query");
    return context.json(await viewBoard(openDatabase(context.env.DB), board, measure), 200);
  },
);

boardRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/boards/{id}/events",
    summary: "Follow a board",
    responses: {
      200: otherAnswer(
        "text/event-stream",
        "Server-sent events named `board`, each with the whole board: one at once, then one at every change.",
      ),
      ...problems(400, 404),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("param").id);
    const { measure } = context.req.valid("query");
    const database = openDatabase(context.env.DB);
    const load = () => viewBoard(database, board, measure);
    return followChanges(context, {
      event: "board",
      first: await load(),
      load,
      ended: () => false,
      compare: ({ updatedAt: _when, ...content }) => content,
    });
  },
);
