import { createRoute, z } from "@hono/zod-openapi";
import { versionDetailSchema } from "@steepest/core/schema/api/submissions.ts";
import { submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { and, eq, sql } from "drizzle-orm";
import { openDatabase } from "../database/openDatabase.ts";
import { versions } from "../database/schema.ts";
import { readStored } from "../database/store.ts";
import { versionVisibleTo } from "../entries/visibleTo.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";
import { immutable } from "../http/immutable.ts";
import { versionView } from "../submissions/versionView.ts";

export const versionRoutes = createRouter();

versionRoutes.openapi(
  createRoute({
    method: "get",
    path: "/versions/{version}",
    tags: ["Submissions"],
    summary: "One version with its source",
    request: { params: z.object({ version: z.string() }) },
    responses: {
      200: jsonAnswer(versionDetailSchema, "The version. It never changes."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(404),
    },
  }),
  async (context) => {
    const { version } = context.req.valid("param");
    const [found] = await openDatabase(context.env.DB)
      .select({ row: versions, isShared: sql<number>`${versionVisibleTo(null)}` })
      .from(versions)
      .where(and(eq(versions.version, version), versionVisibleTo(context.get("actor"))));
    if (found === undefined) throw notFound("version", version, "GET /v1/submissions");
    const { row, isShared } = found;
    if (immutable(context, version, isShared === 1)) return context.body(null, 304);
    const stored = await readStored(context.env.STORE, "sources", version);
    const source = submissionSourceSchema.parse(await stored.json());
    return context.json({ ...versionView(row), source }, 200);
  },
);
