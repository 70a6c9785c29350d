import { createRoute, z } from "@hono/zod-openapi";
import { registerRunnerSchema, runnerSchema } from "@steepest/core/schema/api/runners.ts";
import { and, desc, eq, sql } from "drizzle-orm";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { forgetEvents } from "../database/event.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { runners } from "../database/schema.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { cursorSchema, pageOf, parseTimeCursor, timeCursor } from "../http/pageOf.ts";
import { forgetNotifications } from "../notifications/settings.ts";
import { registerRunner } from "../queue/registerRunner.ts";
import { runnerView } from "../queue/runnerView.ts";
import { checksHardwareClass } from "../queue/standingOf.ts";
import { numberOf } from "../settings/readVariable.ts";

const tags = ["Runners"];
const dayMilliseconds = 24 * 3600_000;

export const runnerRoutes = createRouter();

runnerRoutes.openapi(
  createRoute({
    method: "post",
    path: "/runners",
    tags,
    summary: "Register a runner, or renew it under the same name",
    description:
      "`standing` in the answer says whether the runner gets trials. It is renewed with every calibration: a runner registers without one, learns how thorough one is asked for (`not-checked`: one pass will do; `any-speed`: none at all), and registers again with it.",
    security: needsToken,
    middleware: requireRole("runner"),
    request: { body: jsonBody(registerRunnerSchema) },
    responses: { 200: jsonAnswer(runnerSchema, "The runner."), ...problems(400, 401, 403, 409, 422) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const request = context.req.valid("json");
    const now = Date.now();
    const database = openDatabase(context.env.DB);
    const row = await registerRunner(database, actor, request, now);
    // Runners renew their registration every hour: wherever the platform runs, old events go.
    await forgetNotifications(database, now - 30 * dayMilliseconds);
    await forgetEvents(database, now - dayMilliseconds * numberOf(context.env, "STEEPEST_EVENT_DAYS"));
    return context.json(runnerView(row, checksHardwareClass(context.env), now), 200);
  },
);

runnerRoutes.openapi(
  createRoute({
    method: "get",
    path: "/runners",
    tags,
    summary: "Every runner, the last seen first",
    request: {
      query: z.object({
        owner: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(100),
        after: cursorSchema,
      }),
    },
    responses: {
      200: jsonAnswer(
        z.array(runnerSchema),
        "With their hardware, a page of them; `link` says where the next is.",
      ),
      ...problems(400),
    },
  }),
  async (context) => {
    const { owner, limit, after } = context.req.valid("query");
    const before = parseTimeCursor(after);
    const read = await openDatabase(context.env.DB)
      .select()
      .from(runners)
      .where(
        and(
          owner === undefined ? undefined : eq(runners.owner, owner),
          before === null ? undefined : sql`(last_seen_at, id) < (${before.at}, ${before.id})`,
        ),
      )
      .orderBy(desc(runners.lastSeenAt), desc(runners.id))
      .limit(limit + 1);
    const rows = pageOf(context, read, limit, ({ lastSeenAt, id }) => timeCursor(lastSeenAt, id));
    const checked = checksHardwareClass(context.env);
    const now = Date.now();
    return context.json(
      rows.map((row) => runnerView(row, checked, now)),
      200,
    );
  },
);
