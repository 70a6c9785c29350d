import { createRoute, z } from "@hono/zod-openapi";
import { createLabResultSchema, labDetailSchema, labSummarySchema } from "@steepest/core/schema/api/lab.ts";
import { and, eq } from "drizzle-orm";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { labResults } from "../database/labTables.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { readStored } from "../database/store.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { cursorSchema, pageOf, parseTimeCursor, timeCursor } from "../http/pageOf.ts";
import { deleteLabResult, publishLabResult } from "../lab/changeLabResult.ts";
import { createLabResult } from "../lab/createLabResult.ts";
import { labSummaries, ofSubmission } from "../lab/labSummaries.ts";
import { limitsOf } from "../limits/quotas.ts";

const tags = ["Lab"];
const owned = { tags, security: needsToken, middleware: requireRole("submitter") };
const oneResult = { params: z.object({ id: z.string() }) };

export const labRoutes = createRouter();

labRoutes.openapi(
  createRoute({
    ...owned,
    method: "post",
    path: "/lab",
    summary: "Upload what an instrument of the lab found",
    description:
      "The file that `steepest lab` wrote, and what its instrument makes of it: lines, tables and figures as data. `steepest lab upload` sends both.",
    request: {
      query: z.object({ private: z.enum(["true", "false"]).default("false") }),
      body: jsonBody(createLabResultSchema),
    },
    responses: {
      201: jsonAnswer(labSummarySchema, "The result."),
      ...problems(400, 401, 403, 413, 422, 429),
    },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const database = openDatabase(context.env.DB);
    const now = Date.now();
    const upload = {
      result: context.req.valid("json"),
      isPrivate: context.req.valid("query").private === "true",
    };
    const limits = () => limitsOf(database, context.env, actor, now);
    const created = await createLabResult(database, context.env.STORE, actor, upload, now, limits);
    return context.json(created, 201);
  },
);

labRoutes.openapi(
  createRoute({
    method: "get",
    path: "/lab",
    tags,
    summary: "Results of the lab, newest first",
    request: {
      query: z.object({
        submission: z.string().optional(),
        workload: z.string().optional(),
        owner: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(100),
        after: cursorSchema,
      }),
    },
    responses: {
      200: jsonAnswer(
        z.array(labSummarySchema),
        "Those that match, a page of them; `link` says where the next is.",
      ),
      ...problems(400),
    },
  }),
  async (context) => {
    const { submission, workload, owner, limit, after } = context.req.valid("query");
    const actor = context.get("actor");
    const where = and(
      submission === undefined ? undefined : ofSubmission(submission, actor),
      workload === undefined ? undefined : eq(labResults.workload, workload),
      owner === undefined ? undefined : eq(labResults.owner, owner),
    );
    const page = { limit: limit + 1, after: parseTimeCursor(after) };
    const read = await labSummaries(openDatabase(context.env.DB), actor, where, page);
    return context.json(
      pageOf(context, read, limit, ({ createdAt, id }) => timeCursor(Date.parse(createdAt), id)),
      200,
    );
  },
);

labRoutes.openapi(
  createRoute({
    method: "get",
    path: "/lab/{id}",
    tags,
    summary: "One result with everything that was found",
    request: oneResult,
    responses: { 200: jsonAnswer(labDetailSchema, "The result."), ...problems(404) },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const database = openDatabase(context.env.DB);
    const [summary] = await labSummaries(database, context.get("actor"), eq(labResults.id, id), { limit: 1 });
    if (summary === undefined) throw notFound("lab-result", id, "GET /v1/lab");
    const stored = await readStored(context.env.STORE, "lab", id);
    return context.json({ ...summary, ...createLabResultSchema.parse(await stored.json()) }, 200);
  },
);

labRoutes.openapi(
  createRoute({
    ...owned,
    method: "post",
    path: "/lab/{id}/publish",
    summary: "Show a private result of the lab to everybody",
    description: "For good; the same again where it is public already.",
    request: oneResult,
    responses: { 200: jsonAnswer(labSummarySchema, "The result."), ...problems(401, 403, 404) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { id } = context.req.valid("param");
    const database = openDatabase(context.env.DB);
    await publishLabResult(database, actor, id, Date.now());
    const [summary] = await labSummaries(database, actor, eq(labResults.id, id), { limit: 1 });
    if (summary === undefined) throw notFound("lab-result", id, "GET /v1/lab");
    return context.json(summary, 200);
  },
);

labRoutes.openapi(
  createRoute({
    ...owned,
    method: "delete",
    path: "/lab/{id}",
    summary: "Delete a result of the lab",
    description: "For good; what it took of its owner's storage is free again.",
    request: oneResult,
    responses: { 204: { description: "It is gone." }, ...problems(401, 403, 404) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { id } = context.req.valid("param");
    await deleteLabResult(openDatabase(context.env.DB), context.env.STORE, actor, id, Date.now());
    return context.body(null, 204);
  },
);
