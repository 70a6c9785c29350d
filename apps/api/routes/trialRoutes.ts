import { createRoute, z } from "@hono/zod-openapi";
import { trialDetailSchema } from "@steepest/core/schema/api/trials.ts";
import { recordSchema } from "@steepest/core/schema/record.ts";
import { sql } from "drizzle-orm";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { type Database, openDatabase } from "../database/openDatabase.ts";
import { readStored } from "../database/store.ts";
import { trialDetail } from "../entries/trialDetail.ts";
import { visibleTo } from "../entries/visibleTo.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, needsToken, problems } from "../http/describe.ts";
import { immutable } from "../http/immutable.ts";
import { loadTrial } from "../queue/loadTrial.ts";
import { requeueTrial } from "../queue/requeueTrial.ts";

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
    return context.json(
      await trialDetail(database, context.req.valid("param").id, visibleTo(context.get("actor"))),
      200,
    );
  },
);

trialRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/trials/{id}/requeue",
    summary: "Put a quarantined trial back into the queue",
    description: "For operators. What it lost before is forgotten, and its entry is open again.",
    security: needsToken,
    middleware: requireRole("admin"),
    responses: {
      200: jsonAnswer(trialDetailSchema, "The trial, queued."),
      ...problems(401, 403, 404, 409),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { id } = context.req.valid("param");
    await requeueTrial(database, actorOf(context.get("actor")), id, Date.now());
    return context.json(await trialDetail(database, id, visibleTo(context.get("actor"))), 200);
  },
);

trialRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/trials/{id}/record",
    summary: "The full record of a finished trial",
    request: { ...shared.request, query: z.object({ sha256: z.string().length(64).optional() }) },
    responses: {
      200: jsonAnswer(recordSchema, "Exactly as it was reported. It never changes."),
      304: { description: "The copy that `if-none-match` names is good." },
      ...problems(400, 404),
    },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const database = openDatabase(context.env.DB);
    const { trial, entry } = await loadTrial(database, id, visibleTo(context.get("actor")));
    const { sha256 } = context.req.valid("query");
    const wanted = sha256 === undefined ? trial.record : await recordOfTrial(database, id, sha256);
    if (wanted === null) {
      throw new ApiProblem(404, "no-record", {
        title: `The trial ${id} has no ${sha256 === undefined ? "" : "such "}record.`,
        detail: `It is ${trial.status}.`,
        solution: `Follow GET /v1/entries/${trial.entry}/events until the trial is finished.`,
      });
    }
    if (immutable(context, wanted, !entry.isPrivate)) return context.body(null, 304);
    const stored = await readStored(context.env.STORE, "records", wanted);
    context.header("content-disposition", `inline; filename="${id}.json"`);
    return context.body(await stored.text(), 200, { "content-type": "application/json" });
  },
);

/** The SHA-256 where it is of a record of the trial: the one that counts, one that was withdrawn, or an audit's. */
async function recordOfTrial(database: Database, trial: string, sha256: string): Promise<string | null> {
  const [found] = await database.all<{ known: number }>(sql`
    SELECT EXISTS (SELECT 1 FROM records WHERE trial = ${trial} AND sha256 = ${sha256})
      OR EXISTS (SELECT 1 FROM withdrawn_records WHERE trial = ${trial} AND sha256 = ${sha256})
      OR EXISTS (SELECT 1 FROM audits WHERE trial = ${trial} AND audit_record = ${sha256}) AS known`);
  return found?.known === 1 ? sha256 : null;
}
