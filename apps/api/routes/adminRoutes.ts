import { createRoute, z } from "@hono/zod-openapi";
import {
  adminAuditSchema,
  adminQueueSchema,
  adminRunnerSchema,
  adminTrialSchema,
  adminUserSchema,
  auditStateSchema,
  entryActionSchema,
  giveUpSchema,
  orphansRequestSchema,
  orphansSchema,
  runnerActionSchema,
  trialStateSchema,
  userActionSchema,
} from "@steepest/core/schema/api/admin.ts";
import { actOnEntry, actOnRunner, actOnUser, giveUpTrial } from "../admin/actions.ts";
import { collectOrphans } from "../admin/collectOrphans.ts";
import { adminAudits, adminQueue, adminRunners, adminTrials, adminUsers } from "../admin/views.ts";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";

const shared = { tags: ["Operations"], security: needsToken, middleware: requireRole("admin") };
const done = { description: "It is so." };
const id = z.object({ id: z.string() });

export const adminRoutes = createRouter();

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/admin/queue",
    summary: "What waits, for how long and why",
    responses: {
      200: jsonAnswer(adminQueueSchema, "By hardware class, and by entry."),
      ...problems(401, 403),
    },
  }),
  async (context) => context.json(await adminQueue(openDatabase(context.env.DB), Date.now()), 200),
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/admin/trials",
    summary: "Trials that are stuck, quarantined or leased",
    description:
      "`stuck`: lost by a runner before, or with a lease that has run out. POST /v1/trials/{id}/requeue queues a quarantined one.",
    request: { query: z.object({ state: trialStateSchema.default("stuck") }) },
    responses: { 200: jsonAnswer(z.array(adminTrialSchema), "The first 200."), ...problems(400, 401, 403) },
  }),
  async (context) =>
    context.json(
      await adminTrials(openDatabase(context.env.DB), context.req.valid("query").state, Date.now()),
      200,
    ),
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/admin/trials/{id}/give-up",
    summary: "Quarantine a trial that waits or runs",
    request: { params: id, body: jsonBody(giveUpSchema) },
    responses: { 204: done, ...problems(400, 401, 403, 404, 409, 422) },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const { reason } = context.req.valid("json");
    const actor = actorOf(context.get("actor"));
    await giveUpTrial(openDatabase(context.env.DB), actor, { id, reason }, Date.now());
    return context.body(null, 204);
  },
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/admin/runners",
    summary: "Runners, their state and what they hold",
    responses: { 200: jsonAnswer(z.array(adminRunnerSchema), "The 200 last seen."), ...problems(401, 403) },
  }),
  async (context) => context.json(await adminRunners(openDatabase(context.env.DB), Date.now()), 200),
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/admin/runners/{id}",
    summary: "Drain a runner, ban it, or let it work again",
    description:
      "By its id or name. A draining one ends what it has and gets nothing new. A banned one is refused whatever it says, and what it holds is queued again; its records stay (a void withdraws them).",
    request: { params: id, body: jsonBody(runnerActionSchema) },
    responses: { 204: done, ...problems(400, 401, 403, 404, 422) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { id } = context.req.valid("param");
    await actOnRunner(openDatabase(context.env.DB), actor, id, context.req.valid("json"), Date.now());
    return context.body(null, 204);
  },
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/admin/users",
    summary: "Users, and what they have",
    request: { query: z.object({ after: z.string().max(200).default("") }) },
    responses: {
      200: jsonAnswer(z.array(adminUserSchema), "200 by name; the next page begins `after` the last."),
      ...problems(400, 401, 403),
    },
  }),
  async (context) =>
    context.json(await adminUsers(openDatabase(context.env.DB), context.req.valid("query").after), 200),
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/admin/users/{id}",
    summary: "Ban a user, or take them back",
    description:
      "By name. Tokens and sessions of a banned user are refused, and what their runners hold is queued again.",
    request: { params: id, body: jsonBody(userActionSchema) },
    responses: { 204: done, ...problems(400, 401, 403, 404, 409, 422) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { id } = context.req.valid("param");
    await actOnUser(openDatabase(context.env.DB), actor, id, context.req.valid("json"), Date.now());
    return context.body(null, 204);
  },
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/admin/entries/{id}",
    summary: "Hide an entry, or show it again",
    description:
      "A hidden entry is its owner's alone, who cannot publish it. POST /v1/voids takes one out of the ranks in public.",
    request: { params: id, body: jsonBody(entryActionSchema) },
    responses: { 204: done, ...problems(400, 401, 403, 404, 409, 422) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { id } = context.req.valid("param");
    await actOnEntry(openDatabase(context.env.DB), actor, id, context.req.valid("json").action, Date.now());
    return context.body(null, 204);
  },
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/admin/audits",
    summary: "Audits that are open, or ended in one way",
    request: { query: z.object({ state: auditStateSchema.default("mismatch") }) },
    responses: { 200: jsonAnswer(z.array(adminAuditSchema), "The latest 200."), ...problems(400, 401, 403) },
  }),
  async (context) =>
    context.json(await adminAudits(openDatabase(context.env.DB), context.req.valid("query").state), 200),
);

adminRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/admin/orphans",
    summary: "Find objects of the store that no row names, and delete them",
    description:
      "A page of the bucket at a time: call it with `after` of the last answer until that is null. Only objects older than a day are taken, and with `delete` alone are they deleted.",
    request: { body: jsonBody(orphansRequestSchema) },
    responses: { 200: jsonAnswer(orphansSchema, "What was found."), ...problems(400, 401, 403, 422) },
  }),
  async (context) => {
    const { DB, STORE } = context.env;
    const actor = actorOf(context.get("actor"));
    return context.json(
      await collectOrphans(openDatabase(DB), STORE, actor, context.req.valid("json"), Date.now()),
      200,
    );
  },
);
