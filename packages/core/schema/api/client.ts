import { z } from "zod";
import {
  type PublicKey,
  publicKeysSchema,
  type Receipt,
  type Rounds,
  receiptSchema,
  roundsSchema,
} from "../receipt.ts";
import { anyRecordSchema, type TrialRecord } from "../record.ts";
import type { SubmissionSource } from "../sourceFiles.ts";
import { type Suite, suiteSchema } from "../suite.ts";
import { type WorkloadCard, workloadCardSchema } from "../workloadCard.ts";
import { type AccountClient, createAccountClient } from "./accountClient.ts";
import { type AdminClient, createAdminClient } from "./adminClient.ts";
import { type BoardClient, createBoardClient } from "./boardClient.ts";
import {
  type CreateEntry,
  type EntryDetail,
  type EntrySummary,
  entryDetailSchema,
  entrySummarySchema,
} from "./entries.ts";
import type { ExportTrust } from "./exports.ts";
import { type Health, healthSchema } from "./health.ts";
import {
  type CreateLabResult,
  type LabDetail,
  type LabSummary,
  labDetailSchema,
  labSummarySchema,
} from "./lab.ts";
import { type QueueView, queueViewSchema } from "./queue.ts";
import { readEvents } from "./readEvents.ts";
import { readExport } from "./readExport.ts";
import { readLines } from "./readLines.ts";
import {
  type Heartbeat,
  type HeartbeatReply,
  heartbeatReplySchema,
  type Lease,
  leaseSchema,
  type RegisterRunner,
  type Release,
  type Report,
  type ReportReply,
  type Runner,
  reportReplySchema,
  runnerSchema,
} from "./runners.ts";
import type { SubmissionFilter } from "./submissionFilter.ts";
import {
  type SubmissionDetail,
  type SubmissionSummary,
  type SubmissionVersion,
  submissionDetailSchema,
  submissionSummarySchema,
  submissionVersionSchema,
  type VersionDetail,
  versionDetailSchema,
} from "./submissions.ts";
import {
  type CreatedToken,
  type CreateToken,
  createdTokenSchema,
  type TokenSummary,
  tokenSummarySchema,
} from "./tokens.ts";
import { at, type ClientOptions, createTransport, query } from "./transport.ts";
import { type TrialDetail, trialDetailSchema } from "./trials.ts";
import { type VoidRequest, type VoidView, voidSchema } from "./trust.ts";

export interface EntryFilter {
  readonly board?: string;
  readonly submission?: string;
  /** `true`: only those with trials to run. */
  readonly open?: "true";
  readonly owner?: string;
  readonly limit?: string;
}

export interface LabFilter {
  readonly submission?: string;
  readonly workload?: string;
  readonly owner?: string;
  readonly limit?: string;
  /** Where the page begins: what the `link` of the page before says. */
  readonly after?: string;
}

/** Every endpoint of the API, its answers checked against their schemas. Every failure is a `UserError`. */
export interface Client extends AccountClient, AdminClient, BoardClient {
  health(): Promise<Health>;
  /** A private version is its owner's until an entry of it is published. */
  createSubmission(
    source: SubmissionSource,
    options?: { readonly isPrivate?: boolean },
  ): Promise<SubmissionVersion>;
  submissions(
    filter?: SubmissionFilter & {
      readonly owner?: string;
      /** Those whose names come after this one, 100 or as many. */
      readonly after?: string | undefined;
      readonly limit?: string;
    },
  ): Promise<SubmissionSummary[]>;
  submission(name: string): Promise<SubmissionDetail>;
  version(version: string): Promise<VersionDetail>;
  createEntry(entry: CreateEntry): Promise<EntryDetail>;
  entries(filter?: EntryFilter): Promise<EntrySummary[]>;
  entry(id: string): Promise<EntryDetail>;
  queue(entry: string): Promise<QueueView>;
  cancelEntry(id: string): Promise<EntryDetail>;
  /** Shows a private entry to everybody, for good. */
  publishEntry(id: string): Promise<EntryDetail>;
  withdrawEntry(id: string): Promise<EntryDetail>;
  /** Queues the trials again that machines failed: once. */
  rerunEntry(id: string): Promise<EntryDetail>;
  uploadRecords(entry: string, records: readonly TrialRecord[]): Promise<EntryDetail>;
  /** Yields the entry whenever it changes, until it is complete or cancelled; reconnects when the stream ends. */
  followEntry(id: string, signal?: AbortSignal): AsyncGenerator<EntryDetail>;
  registerRunner(runner: RegisterRunner): Promise<Runner>;
  runners(filter?: { readonly owner?: string }): Promise<Runner[]>;
  /** Null where there is nothing to do. `instance`: the process that asks. */
  lease(runner: string, instance?: string): Promise<Lease | null>;
  heartbeat(trial: string, heartbeat: Heartbeat): Promise<HeartbeatReply>;
  release(trial: string, release: Release): Promise<void>;
  report(trial: string, report: Report): Promise<ReportReply>;
  trial(id: string): Promise<TrialDetail>;
  /** For operators: a quarantined trial is queued again. */
  requeueTrial(id: string): Promise<TrialDetail>;
  record(trial: string): Promise<TrialRecord>;
  /** Asks for an audit of a trial. */
  challenge(trial: string): Promise<TrialDetail>;
  /** The signed receipt of a trial's record. */
  receipt(trial: string): Promise<Receipt>;
  keys(): Promise<PublicKey[]>;
  rounds(): Promise<Rounds>;
  voids(): Promise<VoidView[]>;
  /** For operators, as is `liftVoid`: an entry, a trial's record, a runner or a user's runners and uploads count no more. */
  void(request: VoidRequest): Promise<VoidView>;
  liftVoid(id: number): Promise<VoidView>;
  workloads(): Promise<WorkloadCard[]>;
  workload(id: string): Promise<WorkloadCard>;
  suites(): Promise<Suite[]>;
  suite(id: string): Promise<Suite>;
  /** What an instrument of the lab found; a private one is its owner's. */
  createLabResult(result: CreateLabResult, options?: { readonly isPrivate?: boolean }): Promise<LabSummary>;
  labResults(filter?: LabFilter): Promise<LabSummary[]>;
  labResult(id: string): Promise<LabDetail>;
  publishLabResult(id: string): Promise<LabSummary>;
  deleteLabResult(id: string): Promise<void>;
  createToken(token: CreateToken): Promise<CreatedToken>;
  /** One's own; of an admin those of all, or of one user. */
  tokens(filter?: { readonly user?: string }): Promise<TokenSummary[]>;
  revokeToken(id: string): Promise<void>;
  /** Every counted record of a board of this trust (the platform's default without), one by one; fails at the end where the export was not whole. */
  exportRecords(board: string, trust?: ExportTrust): AsyncGenerator<TrialRecord>;
}

export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const { request, call, read, parse } = transport;
  return {
    ...createAccountClient(transport),
    ...createAdminClient(transport),
    ...createBoardClient(transport),
    health: () => call(healthSchema, "GET", "/health"),
    createSubmission: (source, { isPrivate = false } = {}) =>
      call(submissionVersionSchema, "POST", `/submissions${isPrivate ? "?private=true" : ""}`, source),
    submissions: (filter = {}) =>
      call(z.array(submissionSummarySchema), "GET", `/submissions${query({ ...filter })}`),
    submission: (name) => call(submissionDetailSchema, "GET", at`/submissions/${name}`),
    version: (version) => call(versionDetailSchema, "GET", at`/versions/${version}`),
    createEntry: (entry) => call(entryDetailSchema, "POST", "/entries", entry),
    entries: (filter = {}) => call(z.array(entrySummarySchema), "GET", `/entries${query({ ...filter })}`),
    entry: (id) => call(entryDetailSchema, "GET", at`/entries/${id}`),
    queue: (entry) => call(queueViewSchema, "GET", at`/entries/${entry}/queue`),
    cancelEntry: (id) => call(entryDetailSchema, "DELETE", at`/entries/${id}`),
    publishEntry: (id) => call(entryDetailSchema, "POST", at`/entries/${id}/publish`),
    withdrawEntry: (id) => call(entryDetailSchema, "POST", at`/entries/${id}/withdraw`),
    rerunEntry: (id) => call(entryDetailSchema, "POST", at`/entries/${id}/rerun`),
    uploadRecords: (id, records) => call(entryDetailSchema, "POST", at`/entries/${id}/records`, { records }),
    async *followEntry(id, signal) {
      while (true) {
        const { body } = await request("GET", at`/entries/${id}/events`, undefined, signal);
        for await (const { event, data } of body === null ? [] : readEvents(body)) {
          if (event !== "entry") continue;
          const entry = parse(entryDetailSchema, JSON.parse(data), at`/entries/${id}/events`);
          yield entry;
          if (entry.status === "complete" || entry.status === "cancelled") return;
        }
      }
    },
    registerRunner: (runner) => call(runnerSchema, "POST", "/runners", runner),
    runners: (filter = {}) => call(z.array(runnerSchema), "GET", `/runners${query({ ...filter })}`),
    async lease(runner, instance) {
      const response = await request("POST", "/leases", { runner, instance });
      return response.status === 204 ? null : read(leaseSchema, response, "/leases");
    },
    heartbeat: (trial, body) => call(heartbeatReplySchema, "POST", at`/leases/${trial}/heartbeat`, body),
    async release(trial, body) {
      await request("POST", at`/leases/${trial}/release`, body);
    },
    report: (trial, body) => call(reportReplySchema, "POST", at`/leases/${trial}/record`, body),
    trial: (id) => call(trialDetailSchema, "GET", at`/trials/${id}`),
    requeueTrial: (id) => call(trialDetailSchema, "POST", at`/trials/${id}/requeue`),
    record: (trial) => call(anyRecordSchema, "GET", at`/trials/${trial}/record`),
    challenge: (trial) => call(trialDetailSchema, "POST", at`/trials/${trial}/challenge`),
    receipt: (trial) => call(receiptSchema, "GET", at`/trials/${trial}/receipt`),
    keys: () => call(publicKeysSchema, "GET", "/keys"),
    rounds: () => call(roundsSchema, "GET", "/rounds"),
    voids: () => call(z.array(voidSchema), "GET", "/voids"),
    void: (body) => call(voidSchema, "POST", "/voids", body),
    liftVoid: (id) => call(voidSchema, "DELETE", at`/voids/${String(id)}`),
    workloads: () => call(z.array(workloadCardSchema), "GET", "/workloads"),
    workload: (id) => call(workloadCardSchema, "GET", at`/workloads/${id}`),
    suites: () => call(z.array(suiteSchema), "GET", "/suites"),
    suite: (id) => call(suiteSchema, "GET", at`/suites/${id}`),
    createLabResult: (body, { isPrivate = false } = {}) =>
      call(labSummarySchema, "POST", `/lab${isPrivate ? "?private=true" : ""}`, body),
    labResults: (filter = {}) => call(z.array(labSummarySchema), "GET", `/lab${query({ ...filter })}`),
    labResult: (id) => call(labDetailSchema, "GET", at`/lab/${id}`),
    publishLabResult: (id) => call(labSummarySchema, "POST", at`/lab/${id}/publish`),
    async deleteLabResult(id) {
      await request("DELETE", at`/lab/${id}`);
    },
    createToken: (body) => call(createdTokenSchema, "POST", "/tokens", body),
    tokens: (filter = {}) => call(z.array(tokenSummarySchema), "GET", `/tokens${query({ ...filter })}`),
    async revokeToken(id) {
      await request("DELETE", at`/tokens/${id}`);
    },
    async *exportRecords(board, trust) {
      for (let after: string | null | undefined; after !== null; ) {
        const { body } = await request("GET", `/export${query({ board, trust, after })}`);
        const part = readExport(body === null ? [] : readLines(body), { onePart: true });
        let read = await part.next();
        for (; !read.done; read = await part.next()) yield parse(anyRecordSchema, read.value, "/export");
        after = read.value.next;
      }
    },
  };
}
