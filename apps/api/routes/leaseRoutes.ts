import { createRoute, z } from "@hono/zod-openapi";
import {
  heartbeatReplySchema,
  heartbeatSchema,
  leaseRequestSchema,
  leaseSchema,
  releaseSchema,
  reportReplySchema,
  reportSchema,
} from "@steepest/core/schema/api/runners.ts";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { capOfTrial } from "../boards/capOfTrial.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { extendLease } from "../queue/extendLease.ts";
import { giveBack } from "../queue/giveBack.ts";
import { leaseLost } from "../queue/leaseLost.ts";
import { leaseMilliseconds } from "../queue/leaseRules.ts";
import { leaseTrial } from "../queue/leaseTrial.ts";
import { loadTrial } from "../queue/loadTrial.ts";
import { noteSeen } from "../queue/noteSeen.ts";
import { ownRunner } from "../queue/ownRunner.ts";
import { reportRecord } from "../queue/reportRecord.ts";
import { requireStanding } from "../queue/requireStanding.ts";
import { checksHardwareClass } from "../queue/standingOf.ts";
import { standingOfRunner } from "../queue/standingOfRunner.ts";

const shared = { tags: ["Leases"], security: needsToken, middleware: requireRole("runner") };
const ofTrial = { params: z.object({ trial: z.string() }) };

export const leaseRoutes = createRouter();

leaseRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/leases",
    summary: "Lease the next trial of the runner's hardware class",
    description:
      "The lease runs out a minute after the last heartbeat (unless the deployment is set otherwise); the trial then goes to another runner. Idempotent: a runner that holds as many leases as it has jobs (`environment.jobs`) and has not yet beaten for one of them gets that one again; where it has beaten for all, the oldest is taken to be lost. A runner whose speed is not that of its class is answered 409 (`runner-outside-class`, `runner-uncalibrated`).",
    request: { body: jsonBody(leaseRequestSchema) },
    responses: {
      200: jsonAnswer(leaseSchema, "A trial to run."),
      204: { description: "There is nothing to run now." },
      ...problems(400, 401, 403, 404, 409, 422),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { runner: id } = context.req.valid("json");
    const runner = await ownRunner(database, actorOf(context.get("actor")), id);
    const now = Date.now();
    await noteSeen(database, runner, now);
    requireStanding(runner, standingOfRunner(runner, checksHardwareClass(context.env), now));
    const claimant = { ...runner, jobs: runner.environment.jobs };
    const lease = await leaseTrial(
      database,
      context.env.STORE,
      claimant,
      now,
      leaseMilliseconds(context.env),
    );
    if (lease === null) return context.body(null, 204);
    return context.json(lease, 200);
  },
);

leaseRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/leases/{trial}/heartbeat",
    summary: "Extend a lease, say how far the trial is, and hear of new caps and cancellations",
    request: { ...ofTrial, body: jsonBody(heartbeatSchema) },
    responses: {
      200: jsonAnswer(
        heartbeatReplySchema,
        "`cancel` is true where the lease is lost or the entry cancelled.",
      ),
      ...problems(400, 401, 403, 404, 422),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { attempt, progress } = context.req.valid("json");
    const now = Date.now();
    const { trial, entry } = await loadTrial(database, context.req.valid("param").trial);
    const stop = { cancel: true, capSeconds: null, expiresAt: new Date(now).toISOString() };
    if (trial.runner === null || trial.attempt !== attempt) return context.json(stop, 200);
    await ownRunner(database, actorOf(context.get("actor")), trial.runner);
    const lease = { trial: trial.id, attempt, runner: trial.runner };
    const extended = await extendLease(database, lease, progress, now, leaseMilliseconds(context.env));
    if (extended === null) return context.json(stop, 200);
    const capSeconds = await capOfTrial(database, trial, entry);
    const expiresAt = new Date(extended.expiresAt).toISOString();
    return context.json({ cancel: false, capSeconds, expiresAt }, 200);
  },
);

leaseRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/leases/{trial}/release",
    summary: "Give a trial back unfinished",
    request: { ...ofTrial, body: jsonBody(releaseSchema) },
    responses: { 204: { description: "It is queued again." }, ...problems(400, 401, 403, 404, 409, 422) },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { attempt, cause, reason } = context.req.valid("json");
    const { trial } = await loadTrial(database, context.req.valid("param").trial);
    if (trial.runner === null || trial.attempt !== attempt) throw leaseLost(trial, attempt);
    await ownRunner(database, actorOf(context.get("actor")), trial.runner);
    const crashed = cause === "crash";
    const status = await giveBack(database, { trial: trial.id, attempt }, { crashed, reason }, Date.now());
    if (status === null) throw leaseLost(trial, attempt);
    return context.body(null, 204);
  },
);

leaseRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/leases/{trial}/record",
    summary: "Report the record of a leased trial",
    description:
      "Idempotent by (trial, attempt): a repeated report gets the same answer, also one that comes at the same time. Another record of a finished trial is refused (409, `record-differs`).",
    request: { ...ofTrial, body: jsonBody(reportSchema) },
    responses: {
      200: jsonAnswer(reportReplySchema, "What became of the trial."),
      ...problems(400, 401, 403, 404, 409, 413, 422),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const loaded = await loadTrial(database, context.req.valid("param").trial);
    if (loaded.trial.runner !== null) {
      await ownRunner(database, actorOf(context.get("actor")), loaded.trial.runner);
    }
    const report = context.req.valid("json");
    return context.json(await reportRecord(database, context.env.STORE, loaded, report, Date.now()), 200);
  },
);
