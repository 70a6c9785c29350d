import { createRoute, z } from "@hono/zod-openapi";
import {
  createEntrySchema,
  type EntryDetail,
  entryDetailSchema,
  entrySummarySchema,
  uploadRecordsSchema,
} from "@steepest/core/schema/api/entries.ts";
import { boardIdSchema, parseBoardId } from "@steepest/core/schema/boardId.ts";
import { and, eq, sql } from "drizzle-orm";
import type { Context } from "hono";
import { auditShare } from "../audits/auditDraw.ts";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import type { ApiEnv } from "../bindings.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { hashOfJson } from "../database/store.ts";
import { cancelEntry } from "../entries/cancelEntry.ts";
import { createEntry } from "../entries/createEntry.ts";
import { entryDetail } from "../entries/entryDetail.ts";
import { entrySummaries } from "../entries/entrySummaries.ts";
import { publishEntry } from "../entries/publishEntry.ts";
import { rerunEntry } from "../entries/rerunEntry.ts";
import { uploadRecords } from "../entries/uploadRecords.ts";
import { seenBy, visibleTo } from "../entries/visibleTo.ts";
import { withdrawEntry } from "../entries/withdrawEntry.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, otherAnswer, problems } from "../http/describe.ts";
import { followChanges } from "../http/followChanges.ts";
import { isKnown } from "../http/immutable.ts";
import { cursorSchema, pageOf, parseTimeCursor, timeCursor } from "../http/pageOf.ts";

const tags = ["Entries"];
const owned = { tags, security: needsToken, middleware: requireRole("submitter") };
const oneEntry = { params: z.object({ id: z.string() }) };

export const entryRoutes = createRouter();

entryRoutes.openapi(
  createRoute({
    ...owned,
    method: "post",
    path: "/entries",
    summary: "Enter a version on a board",
    description: "Plans every trial that the board's suite and ruleset ask for and queues them.",
    request: { body: jsonBody(createEntrySchema) },
    responses: {
      201: jsonAnswer(entryDetailSchema, "The entry with its plan."),
      ...problems(400, 401, 403, 404, 409, 422, 429),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const request = context.req.valid("json");
    const id = await createEntry(database, actorOf(context.get("actor")), request, {
      now: Date.now(),
      env: context.env,
    });
    return context.json(await entryDetail(database, id, visibleTo(context.get("actor"))), 201);
  },
);

entryRoutes.openapi(
  createRoute({
    method: "get",
    path: "/entries",
    tags,
    summary: "Entries, newest first",
    request: {
      query: z.object({
        board: boardIdSchema.optional(),
        submission: z.string().optional(),
        owner: z.string().optional(),
        /** `true`: only those with trials to run. */
        open: z.enum(["true", "false"]).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(100),
        after: cursorSchema,
      }),
    },
    responses: {
      200: jsonAnswer(
        z.array(entrySummarySchema),
        "Those that match, a page of them; `link` says where the next is.",
      ),
      ...problems(400),
    },
  }),
  async (context) => {
    const { board, submission, owner, open, limit, after } = context.req.valid("query");
    const parsed = board === undefined ? undefined : parseBoardId(board);
    const where = and(
      visibleTo(context.get("actor")),
      parsed && eq(entries.suite, parsed.suite),
      parsed && eq(entries.ruleset, parsed.ruleset),
      parsed && eq(entries.hardwareClass, parsed.hardwareClass),
      submission === undefined ? undefined : eq(versions.submission, submission),
      owner === undefined ? undefined : eq(entries.owner, owner),
      open === "true" ? sql`entries.finished_at IS NULL AND entries.cancelled_at IS NULL` : undefined,
    );
    const page = { limit: limit + 1, after: parseTimeCursor(after) };
    const read = await entrySummaries(openDatabase(context.env.DB), where, page);
    return context.json(
      pageOf(context, read, limit, ({ createdAt, id }) => timeCursor(Date.parse(createdAt), id)),
      200,
    );
  },
);

entryRoutes.openapi(
  createRoute({
    method: "get",
    path: "/entries/{id}",
    tags,
    summary: "One entry with all its trials",
    request: oneEntry,
    responses: {
      200: jsonAnswer(entryDetailSchema, "The entry."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(404),
    },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const detail = await entryDetail(openDatabase(context.env.DB), id, visibleTo(context.get("actor")));
    return isKnown(context, hashOfJson(detail)) ? context.body(null, 304) : context.json(detail, 200);
  },
);

entryRoutes.openapi(
  createRoute({
    ...owned,
    method: "delete",
    path: "/entries/{id}",
    summary: "Cancel an entry",
    description: "Its queued trials leave the queue, its running ones stop at their next heartbeat.",
    request: oneEntry,
    responses: { 200: jsonAnswer(entryDetailSchema, "The entry."), ...problems(401, 403, 404, 409) },
  }),
  async (context) => {
    return context.json(await changed(context, cancelEntry, context.req.valid("param").id), 200);
  },
);

entryRoutes.openapi(
  createRoute({
    ...owned,
    method: "post",
    path: "/entries/{id}/publish",
    summary: "Show a private entry to everybody, for good",
    description: "Its version with its source is public from then on, too.",
    request: oneEntry,
    responses: { 200: jsonAnswer(entryDetailSchema, "The entry."), ...problems(401, 403, 404, 409) },
  }),
  async (context) => context.json(await changed(context, publishEntry, context.req.valid("param").id), 200),
);

entryRoutes.openapi(
  createRoute({
    ...owned,
    method: "post",
    path: "/entries/{id}/withdraw",
    summary: "Take an entry out of the ranking",
    description:
      "What has not run is cancelled. A complete entry stays on its board, struck through and without a rank.",
    request: oneEntry,
    responses: { 200: jsonAnswer(entryDetailSchema, "The entry."), ...problems(401, 403, 404) },
  }),
  async (context) => context.json(await changed(context, withdrawEntry, context.req.valid("param").id), 200),
);

entryRoutes.openapi(
  createRoute({
    ...owned,
    method: "post",
    path: "/entries/{id}/rerun",
    summary: "Queue the trials again that machines failed",
    description: "Every quarantined trial of the entry; once.",
    request: oneEntry,
    responses: { 200: jsonAnswer(entryDetailSchema, "The entry."), ...problems(401, 403, 404, 409) },
  }),
  async (context) => context.json(await changed(context, rerunEntry, context.req.valid("param").id), 200),
);

/** The entry after its owner has changed it. */
async function changed(
  context: Context<ApiEnv>,
  change: typeof publishEntry,
  id: string,
): Promise<EntryDetail> {
  const database = openDatabase(context.env.DB);
  const actor = actorOf(context.get("actor"));
  await change(database, actor, id, Date.now());
  return entryDetail(database, id, visibleTo(actor));
}

entryRoutes.openapi(
  createRoute({
    ...owned,
    method: "post",
    path: "/entries/{id}/records",
    summary: "Give an entry records of your own machine",
    description:
      "Each is of a queued trial of the entry, run with its seed and point (or by `steepest work`, which asks for leases). They are claimed, as a runner's are, and audited likewise; those of a self-reported entry stand beside the board.",
    request: { ...oneEntry, body: jsonBody(uploadRecordsSchema) },
    responses: {
      200: jsonAnswer(entryDetailSchema, "The entry."),
      ...problems(400, 401, 403, 404, 409, 413, 422),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { id } = context.req.valid("param");
    const { records } = context.req.valid("json");
    const actor = actorOf(context.get("actor"));
    const rules = { secret: context.env.STEEPEST_SEED_SECRET, share: auditShare(context.env) };
    await uploadRecords(database, context.env, actor, id, records, Date.now(), rules);
    return context.json(await entryDetail(database, id, visibleTo(context.get("actor"))), 200);
  },
);

entryRoutes.openapi(
  createRoute({
    method: "get",
    path: "/entries/{id}/events",
    tags,
    summary: "Follow an entry",
    request: oneEntry,
    responses: {
      200: otherAnswer(
        "text/event-stream",
        "Server-sent events named `entry`, each with the whole entry: one at once, then one at every change. An event's id is the `etag` of the same entry. Ends when the entry has, and the audits of its records.",
      ),
      204: { description: "It has ended, and `last-event-id` names its last state." },
      ...problems(404),
    },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const database = openDatabase(context.env.DB);
    // Whoever may see it now: the actor is asked once, and a withdrawn token or session ends with the stream's next connection.
    const visible = visibleTo(context.get("actor"));
    const first = await entryDetail(database, id, visible);
    return followChanges(context, {
      event: "entry",
      shared: `entry ${id} ${seenBy(context.get("actor"))}`,
      first,
      load: () => entryDetail(database, id, visible),
      ended: ({ status, auditing }) => (status === "complete" || status === "cancelled") && !auditing,
      tagOf: hashOfJson,
    });
  },
);
