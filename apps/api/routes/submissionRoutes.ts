import { createRoute, z } from "@hono/zod-openapi";
import {
  createSubmissionSchema,
  submissionDetailSchema,
  submissionSummarySchema,
  submissionVersionSchema,
} from "@steepest/core/schema/api/submissions.ts";
import { desc, eq } from "drizzle-orm";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { submissions, versions } from "../database/schema.ts";
import { entrySummaries } from "../entries/entrySummaries.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { createVersion, refuseUploadedBefore } from "../submissions/createVersion.ts";
import { readUpload, versionOfUpload } from "../submissions/readUpload.ts";
import { submissionSummaries } from "../submissions/submissionSummaries.ts";
import { versionView } from "../submissions/versionView.ts";

const tags = ["Submissions"];

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
    request: { body: jsonBody(createSubmissionSchema) },
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
    await refuseUploadedBefore(database, version);
    const read = await readUpload(context.env.READER, source, actor.user);
    try {
      const upload = { version, source, ...read };
      const created = await createVersion(database, context.env.STORE, actor, upload, Date.now());
      return context.json(created, 201);
    } catch (error) {
      // Two uploads of the same files at once: the later one is told of the earlier.
      await refuseUploadedBefore(database, version);
      throw error;
    }
  },
);

submissionRoutes.openapi(
  createRoute({
    method: "get",
    path: "/submissions",
    tags,
    summary: "Every submission",
    responses: { 200: jsonAnswer(z.array(submissionSummarySchema), "In order of name.") },
  }),
  async (context) => context.json(await submissionSummaries(openDatabase(context.env.DB), undefined), 200),
);

submissionRoutes.openapi(
  createRoute({
    method: "get",
    path: "/submissions/{name}",
    tags,
    summary: "One submission with its versions and entries",
    request: { params: z.object({ name: z.string() }) },
    responses: { 200: jsonAnswer(submissionDetailSchema, "The submission."), ...problems(404) },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { name } = context.req.valid("param");
    const [[summary], history, entries] = await Promise.all([
      submissionSummaries(database, eq(submissions.name, name)),
      database.select().from(versions).where(eq(versions.submission, name)).orderBy(desc(versions.number)),
      entrySummaries(database, eq(versions.submission, name)),
    ]);
    if (summary === undefined) throw notFound("submission", name, "GET /v1/submissions");
    return context.json({ ...summary, history: history.map(versionView), entries }, 200);
  },
);
