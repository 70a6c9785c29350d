import { createRoute, z } from "@hono/zod-openapi";
import { boardFilterSchema } from "@steepest/core/schema/api/boardFilter.ts";
import {
  type BoardStudies,
  boardHistorySchema,
  boardMilestonesSchema,
  boardStudiesSchema,
  boardSummarySchema,
  boardViewSchema,
} from "@steepest/core/schema/api/boards.ts";
import type { Board } from "@steepest/core/schema/boardId.ts";
import { type Measure, measureSchema } from "@steepest/core/schema/measures.ts";
import { recordHistory } from "@steepest/core/score/recordHistory.ts";
import type { Context } from "hono";
import type { ApiEnv } from "../bindings.ts";
import { boardSummaries } from "../boards/boardSummaries.ts";
import { findBoard } from "../boards/findBoard.ts";
import { keptAnswer } from "../boards/keptAnswer.ts";
import { searchBoard } from "../boards/searchBoard.ts";
import { type Viewer, viewBoard, viewStudies } from "../boards/viewBoard.ts";
import { viewMilestones } from "../boards/viewMilestones.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, otherAnswer, problems } from "../http/describe.ts";
import { followChanges } from "../http/followChanges.ts";
import { isKnown } from "../http/immutable.ts";
import { laterOf } from "../http/laterOf.ts";

const shared = {
  tags: ["Boards"],
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({
      measure: measureSchema.optional(),
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    }),
  },
};

const viewerOf = (context: Context<ApiEnv>): Viewer => ({
  database: openDatabase(context.env.DB),
  store: context.env.STORE,
  later: laterOf(context),
});

export const boardRoutes = createRouter();

boardRoutes.openapi(
  createRoute({
    method: "get",
    path: "/boards",
    tags: ["Boards"],
    summary: "Every board",
    responses: { 200: jsonAnswer(z.array(boardSummarySchema), "With their numbers of entries.") },
  }),
  async (context) => context.json(await boardSummaries(viewerOf(context)), 200),
);

boardRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/boards/{id}",
    summary: "One board, ranked, a page of it",
    description: "A large board may be shown as it was some seconds ago; `updatedAt` says when.",
    request: {
      ...shared.request,
      query: shared.request.query.extend({
        ...boardFilterSchema.shape,
        sort: z.string().max(64).optional().openapi({
          description: "`submission`, `speedup` or a workload, the best first; by default the rank.",
        }),
        details: z.enum(["true", "false"]).default("false"),
        versions: z.enum(["latest", "all"]).default("latest").openapi({
          description:
            "`all`: earlier versions that are complete stand among the verified rows. Ranks stay those of the latest.",
        }),
      }),
    },
    responses: {
      200: jsonAnswer(boardViewSchema, "Best first."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(400, 404, 503),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("param").id);
    const { measure, page, sort, details, versions, ...filter } = context.req.valid("query");
    const choice = { measure, page, sort, details, versions, filter };
    const { tag, json } = await searchBoard(viewerOf(context), board, choice);
    if (isKnown(context, tag)) return context.body(null, 304);
    return context.body(await json(), 200, { "content-type": "application/json" });
  },
);

boardRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/boards/{id}/studies",
    summary: "The study times that a board's scores are made of",
    description: "Of verified entries, for whoever scores them by other rules. As old as the board.",
    request: { ...shared.request, query: shared.request.query.pick({ measure: true }) },
    responses: {
      200: jsonAnswer(boardStudiesSchema, "Every entry, in order of arrival."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(400, 404, 503),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("param").id);
    const { tag, json } = await viewStudies(viewerOf(context), board, context.req.valid("query").measure);
    if (isKnown(context, tag)) return context.body(null, 304);
    return context.body(await json(), 200, { "content-type": "application/json" });
  },
);

/** What is computed of a board's study times: its tag is theirs. */
async function ofStudies(
  context: Context<ApiEnv>,
  board: Board,
  measure: Measure | undefined,
  answer: (studies: BoardStudies) => unknown,
) {
  const { tag, json } = await viewStudies(viewerOf(context), board, measure);
  const own = `${tag}.${new URL(context.req.url).pathname.split("/").at(-1)}`;
  if (isKnown(context, own)) return context.body(null, 304);
  const made = await keptAnswer(own, async () =>
    JSON.stringify(await answer(JSON.parse(await json()) as BoardStudies)),
  );
  return context.body(made, 200, { "content-type": "application/json" });
}

boardRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/boards/{id}/milestones",
    summary: "When the studies of a board reached easier targets",
    description: "For whoever scores a board by relaxed targets: down to half of each target.",
    request: { ...shared.request, query: shared.request.query.pick({ measure: true }) },
    responses: {
      200: jsonAnswer(boardMilestonesSchema, "The entries of its study times, in their order."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(400, 404, 503),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("param").id);
    return ofStudies(context, board, context.req.valid("query").measure, (studies) =>
      viewMilestones(openDatabase(context.env.DB), board, studies),
    );
  },
);

boardRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/boards/{id}/history",
    summary: "Who held the records of a board, and when",
    description: "Of each workload the least time, of the board the highest anchored score.",
    request: { ...shared.request, query: shared.request.query.pick({ measure: true }) },
    responses: {
      200: jsonAnswer(boardHistorySchema, "The first first."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(400, 404, 503),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("param").id);
    return ofStudies(context, board, context.req.valid("query").measure, recordHistory);
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
        "Server-sent events named `board`, each with the page of the board: one at once, then one at every change. Ends after a while; `last-event-id` says what need not be sent again.",
      ),
      ...problems(400, 404, 503),
    },
  }),
  async (context) => {
    const board = findBoard(context.req.valid("param").id);
    const viewer = viewerOf(context);
    const query = context.req.valid("query");
    const load = async () => {
      const { tag, json } = await viewBoard(viewer, board, query);
      return { tag, json: await json() };
    };
    return followChanges(context, {
      event: "board",
      shared: `board ${board.suite}.${board.ruleset}.${board.hardwareClass} ${query.measure ?? ""} ${query.page}`,
      first: await load(),
      load,
      ended: () => false,
      tagOf: ({ tag }) => tag,
      textOf: ({ json }) => json,
    });
  },
);
