import { createRoute, z } from "@hono/zod-openapi";
import { transferSchema } from "@steepest/core/schema/api/accounts.ts";
import { submissionFilterSchema } from "@steepest/core/schema/api/submissionFilter.ts";
import {
  createSubmissionSchema,
  submissionDetailSchema,
  submissionSummarySchema,
  submissionVersionSchema,
} from "@steepest/core/schema/api/submissions.ts";
import { and, desc, eq, gt } from "drizzle-orm";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { submissions, versions } from "../database/schema.ts";
import { entrySummaries } from "../entries/entrySummaries.ts";
import { versionVisibleTo, visibleTo } from "../entries/visibleTo.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { cursorSchema, pageOf } from "../http/pageOf.ts";
import { limitsOf, refuseAboveQuota } from "../limits/quotas.ts";
import { createVersion, refuseUploadedBefore } from "../submissions/createVersion.ts";
import { readUpload, versionOfUpload } from "../submissions/readUpload.ts";
import { submissionSummaries, submissionsAsAsked } from "../submissions/submissionSummaries.ts";
import { transferSubmission } from "../submissions/transferSubmission.ts";
import { versionView } from "../submissions/versionView.ts";

const tags = ["Submissions"];

/** Versions and entries of one submission; `GET /v1/entries?submission=…` has the others. */
const mostListed = 100;
/** `private=true`: the version is its owner's until an entry of it is published. */
const uploadQuery = z.object({ private: z.enum(["true", "false"]).default("false") });

export const submissionRoutes = createRouter();

submissionRoutes.openapi(
  createRoute({
    method: "post",
    path: "/submissions",
    tags,
    summary: "Upload a version of a submission",
    description:
      "The source is evaluated in the sandbox; name, ruleset and search space are what it says of itself there.",
    security: needsToken,
    middleware: requireRole("submitter"),
    request: { query: uploadQuery, body: jsonBody(createSubmissionSchema) },
    responses: {
      201: jsonAnswer(submissionVersionSchema, "The new version."),
      ...problems(400, 401, 403, 409, 413, 422, 429, 503),
    },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const database = openDatabase(context.env.DB);
    const source = context.req.valid("json");
    const version = versionOfUpload(source);
    await refuseUploadedBefore(database, actor, version);
    const now = Date.now();
    const limits = () => limitsOf(database, context.env, actor, now);
    refuseAboveQuota(await limits(), { versionsPerDay: 1, storedBytes: JSON.stringify(source).length }, now);
    const read = await readUpload(context.env.READER, source, actor.user);
    try {
      const upload = {
        version,
        source,
        ...read,
        isPrivate: context.req.valid("query").private === "true",
      };
      const created = await createVersion(database, context.env.STORE, actor, upload, now, limits);
      return context.json(created, 201);
    } catch (error) {
      // Two uploads of the same files at once: the later one is told of the earlier.
      await refuseUploadedBefore(database, actor, version);
      throw error;
    }
  },
);

submissionRoutes.openapi(
  createRoute({
    method: "get",
    path: "/submissions",
    tags,
    summary: "Every submission, or those that are as asked",
    request: {
      query: submissionFilterSchema.extend({
        owner: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(100),
        after: cursorSchema,
      }),
    },
    responses: {
      200: jsonAnswer(
        z.array(submissionSummarySchema),
        "In order of name, a page of them; `link` says where the next is.",
      ),
      ...problems(400),
    },
  }),
  async (context) => {
    const { owner, limit, after, ...filter } = context.req.valid("query");
    const where = and(
      submissionsAsAsked(filter),
      owner === undefined ? undefined : eq(submissions.owner, owner),
      after === undefined ? undefined : gt(submissions.name, after),
    );
    const database = openDatabase(context.env.DB);
    const read = await submissionSummaries(database, context.get("actor"), where, limit + 1);
    return context.json(
      pageOf(context, read, limit, ({ name }) => name),
      200,
    );
  },
);

submissionRoutes.openapi(
  createRoute({
    method: "get",
    path: "/submissions/{name}",
    tags,
    summary: "One submission with its latest versions and entries",
    request: { params: z.object({ name: z.string() }) },
    responses: { 200: jsonAnswer(submissionDetailSchema, "The submission."), ...problems(404) },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const actor = context.get("actor");
    const { name } = context.req.valid("param");
    const [[summary], history, entries] = await Promise.all([
      submissionSummaries(database, actor, eq(submissions.name, name), 1),
      database
        .select()
        .from(versions)
        .where(and(eq(versions.submission, name), versionVisibleTo(actor)))
        .orderBy(desc(versions.number))
        .limit(mostListed),
      entrySummaries(database, and(eq(versions.submission, name), visibleTo(actor)), { limit: mostListed }),
    ]);
    if (summary === undefined) throw notFound("submission", name, "GET /v1/submissions");
    return context.json({ ...summary, history: history.map(versionView), entries }, 200);
  },
);

submissionRoutes.openapi(
  createRoute({
    method: "post",
    path: "/submissions/{name}/owner",
    tags,
    summary: "Give a submission to another user",
    description: "For operators: a name belongs to its first owner, who alone uploads versions of it.",
    security: needsToken,
    middleware: requireRole("admin"),
    request: { params: z.object({ name: z.string() }), body: jsonBody(transferSchema) },
    responses: { 204: { description: "It is theirs." }, ...problems(400, 401, 403, 404, 422) },
  }),
  async (context) => {
    const { name } = context.req.valid("param");
    const { owner } = context.req.valid("json");
    const actor = actorOf(context.get("actor"));
    await transferSubmission(openDatabase(context.env.DB), actor, { name, owner }, Date.now());
    return context.body(null, 204);
  },
);
