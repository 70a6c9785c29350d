import { createRoute, z } from "@hono/zod-openapi";
import {
  createSubmissionSchema,
  submissionDetailSchema,
  submissionSummarySchema,
  submissionVersionSchema,
} from "@steepest/core/schema/api/submissions.ts";
import { desc, eq, gt } from "drizzle-orm";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { submissions, versions } from "../database/schema.ts";
import { entrySummaries } from "../entries/entrySummaries.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { cursorSchema, pageOf } from "../http/pageOf.ts";
import { createVersion, refuseUploadedBefore } from "../submissions/createVersion.ts";
import { readUpload, versionOfUpload } from "../submissions/readUpload.ts";
import { submissionSummaries } from "../submissions/submissionSummaries.ts";
import { versionView } from "../submissions/versionView.ts";

const tags = ["Submissions"];

/** Versions and entries of one submission; `GET /v1/entries?submission=…` has the others. */
const mostListed = 100;

export function submissionRoutes(loadEngine: () => Promise<QuickJSWASMModule>) {
  const router = createRouter();

  router.openapi(
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
        ...problems(400, 401, 403, 409, 413, 422),
      },
    }),
    async (context) => {
      const actor = actorOf(context.get("actor"));
      const database = openDatabase(context.env.DB);
      const source = context.req.valid("json");
      const version = await versionOfUpload(source);
      await refuseUploadedBefore(database, version);
      const manifest = await readUpload(source, await loadEngine());
      try {
        const upload = { version, source, manifest };
        const created = await createVersion(database, context.env.STORE, actor, upload, Date.now());
        return context.json(created, 201);
      } catch (error) {
        // Two uploads of the same files at once: the later one is told of the earlier.
        await refuseUploadedBefore(database, version);
        throw error;
      }
    },
  );

  router.openapi(
    createRoute({
      method: "get",
      path: "/submissions",
      tags,
      summary: "Every submission",
      request: {
        query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(100), after: cursorSchema }),
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
      const { limit, after } = context.req.valid("query");
      const where = after === undefined ? undefined : gt(submissions.name, after);
      const read = await submissionSummaries(openDatabase(context.env.DB), where, limit + 1);
      return context.json(
        pageOf(context, read, limit, ({ name }) => name),
        200,
      );
    },
  );

  router.openapi(
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
      const { name } = context.req.valid("param");
      const [[summary], history, entries] = await Promise.all([
        submissionSummaries(database, eq(submissions.name, name), 1),
        database
          .select()
          .from(versions)
          .where(eq(versions.submission, name))
          .orderBy(desc(versions.number))
          .limit(mostListed),
        entrySummaries(database, eq(versions.submission, name), { limit: mostListed }),
      ]);
      if (summary === undefined) throw notFound("submission", name, "GET /v1/submissions");
      return context.json({ ...summary, history: history.map(versionView), entries }, 200);
    },
  );

  return router;
}
