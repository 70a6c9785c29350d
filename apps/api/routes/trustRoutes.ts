import { createRoute, z } from "@hono/zod-openapi";
import { trialDetailSchema } from "@steepest/core/schema/api/trials.ts";
import { voidRequestSchema, voidSchema } from "@steepest/core/schema/api/trust.ts";
import { challengeTrial } from "../audits/challengeTrial.ts";
import { liftVoid, listVoids, voidSubject } from "../audits/voidSubject.ts";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { trialDetail } from "../entries/trialDetail.ts";
import { visibleTo } from "../entries/visibleTo.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";

const tags = ["Trust"];
const forOperators = { tags, security: needsToken, middleware: requireRole("admin") };

export const trustRoutes = createRouter();

trustRoutes.openapi(
  createRoute({
    method: "post",
    path: "/trials/{id}/challenge",
    tags,
    summary: "Ask for an audit of a trial",
    description:
      "For anybody with a token, once a day per board. A runner of an owner who has no part in the record runs the trial again; the trial shows what came of it.",
    security: needsToken,
    request: { params: z.object({ id: z.string() }) },
    responses: {
      200: jsonAnswer(trialDetailSchema, "The trial, with its audits."),
      ...problems(401, 404, 409, 429),
    },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const database = openDatabase(context.env.DB);
    const { id } = context.req.valid("param");
    await challengeTrial(database, actor, id, Date.now());
    return context.json(await trialDetail(database, id, visibleTo(actor)), 200);
  },
);

trustRoutes.openapi(
  createRoute({
    method: "get",
    path: "/voids",
    tags,
    summary: "What was withdrawn, and why",
    request: { query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }) },
    responses: { 200: jsonAnswer(z.array(voidSchema), "The latest first."), ...problems(400) },
  }),
  async (context) =>
    context.json(await listVoids(openDatabase(context.env.DB), context.req.valid("query").limit), 200),
);

trustRoutes.openapi(
  createRoute({
    ...forOperators,
    method: "post",
    path: "/voids",
    summary: "Withdraw an entry, a trial's record, a runner or a user's runners and uploads",
    description:
      "`subject` is the id of the entry, of the trial or of the runner (or its name), or the user's name. An entry leaves the ranks; records leave the count and their trials are queued again, as is what they had capped. What an audit has confirmed stays where a runner or a user is void. The reason is public.",
    request: { body: jsonBody(voidRequestSchema) },
    responses: { 200: jsonAnswer(voidSchema, "The void."), ...problems(400, 401, 403, 404, 409, 422) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const request = context.req.valid("json");
    return context.json(await voidSubject(openDatabase(context.env.DB), actor, request, Date.now()), 200);
  },
);

trustRoutes.openapi(
  createRoute({
    ...forOperators,
    method: "delete",
    path: "/voids/{id}",
    summary: "Lift a void",
    description:
      "An entry is ranked again and runners get trials again. Records come back whose trials nobody has begun since. Idempotent.",
    request: { params: z.object({ id: z.coerce.number().int().positive() }) },
    responses: { 200: jsonAnswer(voidSchema, "The void, lifted."), ...problems(400, 401, 403, 404) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { id } = context.req.valid("param");
    return context.json(await liftVoid(openDatabase(context.env.DB), actor, id, Date.now()), 200);
  },
);
