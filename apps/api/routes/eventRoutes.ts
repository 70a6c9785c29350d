import { createRoute, z } from "@hono/zod-openapi";
import { eventSchema } from "@steepest/core/schema/api/admin.ts";
import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { requireRole } from "../auth/requireRole.ts";
import { events } from "../database/eventTables.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, needsToken, problems } from "../http/describe.ts";

export const eventRoutes = createRouter();

const filters = ["kind", "entry", "trial", "runner", "user"] as const;
const filter = z.string().min(1).max(200).optional();

/** What a filter asks of events, in the words of the indexes that it is to be found by. */
export const eventsBy: Readonly<Record<(typeof filters)[number], (value: string) => SQL>> = {
  kind: (value) =>
    ["trial-leased", "trial-finished"].includes(value)
      ? eq(events.kind, value)
      : sql`kind = ${value} AND kind NOT IN ('trial-leased', 'trial-finished')`,
  entry: (value) => sql`events.id IN (
    SELECT own.id FROM events AS own WHERE own.entry = ${value} AND own.trial IS NULL
    UNION ALL SELECT its.id FROM trials CROSS JOIN events AS its ON its.trial = trials.id WHERE trials.entry = ${value})`,
  trial: (value) => eq(events.trial, value),
  runner: (value) => eq(events.runner, value),
  user: (value) => eq(events.user, value),
};

eventRoutes.openapi(
  createRoute({
    method: "get",
    path: "/events",
    tags: ["Operations"],
    summary: "What happened, the latest first",
    description:
      "For operators. Filters narrow together; a page goes on with the id of its last event as `before`. How long events are kept is STEEPEST_EVENT_DAYS.",
    security: needsToken,
    middleware: requireRole("admin"),
    request: {
      query: z.object({
        ...{ kind: filter, entry: filter, trial: filter, runner: filter, user: filter },
        limit: z.coerce.number().int().min(1).max(500).default(100),
        before: z.coerce.number().int().min(1).optional(),
      }),
    },
    responses: { 200: jsonAnswer(z.array(eventSchema), "A page of them."), ...problems(400, 401, 403) },
  }),
  async (context) => {
    const { limit, before, ...given } = context.req.valid("query");
    const wanted = filters.flatMap((column) => {
      const value = given[column];
      return value === undefined ? [] : [eventsBy[column](value)];
    });
    const rows = await openDatabase(context.env.DB)
      .select()
      .from(events)
      .where(and(...wanted, before === undefined ? undefined : lt(events.id, before)))
      .orderBy(desc(events.id))
      .limit(limit);
    context.header("cache-control", "no-store");
    return context.json(
      rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
      200,
    );
  },
);
