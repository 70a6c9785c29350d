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
import { auditRules } from "../audits/auditDraw.ts";
import { auditOfLease, extendAudit, giveAuditBack } from "../audits/auditLeases.ts";
import { isVoidProblem } from "../audits/isVoid.ts";
import { leaseAudit } from "../audits/leaseAudit.ts";
import { reportAudit } from "../audits/reportAudit.ts";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { capOfTrial } from "../boards/capOfTrial.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { extendLease } from "../queue/extendLease.ts";
import { giveBack } from "../queue/giveBack.ts";
import { askingRunner, cappedTrial, heldTrial } from "../queue/leaseAhead.ts";
import { leaseLost } from "../queue/leaseLost.ts";
import { leaseMilliseconds, mostHeldMilliseconds } from "../queue/leaseRules.ts";
import { leaseTrial } from "../queue/leaseTrial.ts";
import { noteSeen } from "../queue/noteSeen.ts";
import { requireOwn } from "../queue/ownRunner.ts";
import { requireInstance } from "../queue/registerRunner.ts";
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
      "The lease runs out a minute after the last heartbeat (unless the deployment is set otherwise); the trial then goes to another runner. Idempotent: a runner that holds as many leases as it has jobs (`environment.jobs`) and has not yet beaten for one of them gets that one again; where it has beaten for all, the oldest is taken to be lost. A runner whose speed is not that of its class is answered 409 (`runner-outside-class`, `runner-uncalibrated`), and so is a process (`instance`) whose runner's name another one has registered since (`runner-elsewhere`).",
    request: { body: jsonBody(leaseRequestSchema) },
    responses: {
      200: jsonAnswer(leaseSchema, "A trial to run."),
      204: { description: "There is nothing to run now." },
      ...problems(400, 401, 403, 404, 409, 422),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { runner: id, instance } = context.req.valid("json");
    const asking = await askingRunner(context.get("ahead"), id);
    const { runner, voidReason } = asking;
    requireOwn(actorOf(context.get("actor")), runner);
    requireInstance(runner, instance);
    const now = Date.now();
    for (const statement of noteSeen(database, runner, now)) await statement;
    if (voidReason !== null) throw isVoidProblem(`The runner ${runner.name}`, voidReason);
    // It ends what it has, and asks again until it is stopped or may go on.
    if (runner.drainingAt !== null) return context.body(null, 204);
    requireStanding(runner, standingOfRunner(runner, checksHardwareClass(context.env), now));
    const claimant = { ...runner, jobs: runner.environment.jobs };
    const terms = [database, context.env.STORE, claimant, now, leaseMilliseconds(context.env)] as const;
    const audit = await leaseAudit(...terms, asking);
    const lease = audit ?? (await leaseTrial(...terms, asking.lost === 1));
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
        "`cancel` is true where the lease is lost, was held for twenty times the trial's budget, or the entry cancelled.",
      ),
      ...problems(400, 401, 403, 404, 422),
    },
  }),
  async (context) => {
    const database = openDatabase(context.env.DB);
    const { attempt, progress } = context.req.valid("json");
    const now = Date.now();
    const held = await cappedTrial(context.get("ahead"), context.req.valid("param").trial);
    const { trial, entry, holder } = held;
    const times = {
      leaseMilliseconds: leaseMilliseconds(context.env),
      mostMilliseconds: mostHeldMilliseconds(trial, entry),
    };
    const stop = { cancel: true, capSeconds: null, expiresAt: new Date(now).toISOString() };
    const audited = trial.attempt === attempt ? null : await auditOfLease(database, trial.id, attempt);
    if (audited !== null) {
      requireOwn(actorOf(context.get("actor")), audited.holder);
      const extended = await extendAudit(database, audited.audit, audited.holder, now, times);
      if (extended === null) return context.json(stop, 200);
      const expiresAt = new Date(extended.expiresAt).toISOString();
      return context.json({ cancel: false, capSeconds: audited.capSeconds, expiresAt }, 200);
    }
    if (holder === null || trial.attempt !== attempt) return context.json(stop, 200);
    requireOwn(actorOf(context.get("actor")), holder);
    const lease = { trial, holder };
    const extended = await extendLease(database, lease, progress, now, times);
    if (extended === null) return context.json(stop, 200);
    const capSeconds = capOfTrial(held.bests, entry);
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
    const { trial, holder } = await heldTrial(context.get("ahead"), context.req.valid("param").trial);
    const audited = trial.attempt === attempt ? null : await auditOfLease(database, trial.id, attempt);
    if (audited !== null) {
      requireOwn(actorOf(context.get("actor")), audited.holder);
      const given = await giveAuditBack(
        database,
        audited.audit,
        { crashed: cause === "crash", reason },
        Date.now(),
      );
      if (!given) throw leaseLost(trial, attempt);
      return context.body(null, 204);
    }
    if (holder === null || trial.attempt !== attempt) throw leaseLost(trial, attempt);
    requireOwn(actorOf(context.get("actor")), holder);
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
    const held = await heldTrial(context.get("ahead"), context.req.valid("param").trial);
    const report = context.req.valid("json");
    const [store, now] = [context.env.STORE, Date.now()];
    const audited =
      held.trial.attempt === report.attempt
        ? null
        : await auditOfLease(database, held.trial.id, report.attempt);
    if (audited !== null) {
      requireOwn(actorOf(context.get("actor")), audited.holder);
      const of = { context: held, audit: audited.audit };
      return context.json(await reportAudit(database, store, of, report, now), 200);
    }
    // A late report of a lease that went to somebody else is no matter of rights: `reportRecord` says that it is lost.
    if (held.holder !== null && held.trial.attempt === report.attempt) {
      requireOwn(actorOf(context.get("actor")), held.holder);
    }
    const rules = auditRules(context.env);
    return context.json(await reportRecord(database, store, held, report, now, rules), 200);
  },
);
