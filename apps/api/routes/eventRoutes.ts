import { createRoute, z } from "@hono/zod-openapi";
import { eventSchema } from "@steepest/core/schema/api/admin.ts";
import { and, desc, eq, lt } from "drizzle-orm";
import { requireRole } from "../auth/requireRole.ts";
import { events } from "../database/eventTables.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, needsToken, problems } from "../http/describe.ts";

export const eventRoutes = createRouter();

const filters = ["kind", "entry", "trial", "runner", "user"] as const;
const filter = z.string().min(1).max(200).optional();

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
      return value === undefined ? [] : [eq(events[column], value)];
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
