import { createRoute, z } from "@hono/zod-openapi";
import { trialDetailSchema } from "@steepest/core/schema/api/trials.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { recordSchema } from "@steepest/core/schema/record.ts";
import { eq } from "drizzle-orm";
import { openDatabase } from "../database/openDatabase.ts";
import { records, trials } from "../database/schema.ts";
import { readStored } from "../database/store.ts";
import { trialViews } from "../entries/trialViews.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";
import { immutable } from "../http/immutable.ts";
import { loadTrial } from "../queue/loadTrial.ts";

const shared = { tags: ["Trials"], request: { params: z.object({ id: z.string() }) } };

export const trialRoutes = createRouter();

trialRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/trials/{id}",
    summary: "One trial",
    responses: { 200: jsonAnswer(trialDetailSchema, "Where it stands."), ...problems(404) },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { id } = context.req.valid("param");
    const { trial, entry, version } = await loadTrial(database, id);
    const [[view], [record]] = await Promise.all([
      trialViews(database, eq(trials.id, id)),
      database.select().from(records).where(eq(records.trial, id)),
    ]);
    if (view === undefined) throw notFound("trial", id, "GET /v1/entries/:id");
    const detail = {
      ...view,
      submission: version.submission,
      version: version.version,
      board: formatBoardId(entry),
      trust: entry.trust,
      record:
        trial.record === null || record === undefined ? null : { sha256: record.sha256, bytes: record.bytes },
    };
    return context.json(detail, 200);
  },
);

trialRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/trials/{id}/record",
    summary: "The full record of a finished trial",
    responses: {
      200: jsonAnswer(recordSchema, "Exactly as it was reported. It never changes."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(404),
    },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const { trial } = await loadTrial(openDatabase(context.env.DB), id);
    if (trial.record === null) {
      throw new ApiProblem(404, "no-record", {
        title: `The trial ${id} has no record.`,
        detail: `It is ${trial.status}.`,
        solution: `Follow GET /v1/entries/${trial.entry}/events until the trial is finished.`,
      });
    }
    if (immutable(context, trial.record)) return context.body(null, 304);
    const stored = await readStored(context.env.STORE, "records", trial.record);
    context.header("content-disposition", `inline; filename="${id}.json"`);
    return context.body(await stored.text(), 200, { "content-type": "application/json" });
  },
);
