import { z } from "zod";
import type { Measure } from "../measures.ts";
import { problemSchema } from "../problem.ts";
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
import { UserError } from "../userError.ts";
import { type WorkloadCard, workloadCardSchema } from "../workloadCard.ts";
import { ApiError } from "./apiError.ts";
import { type BoardSummary, type BoardView, boardSummarySchema, boardViewSchema } from "./boards.ts";
import {
  type CreateEntry,
  type EntryDetail,
  type EntrySummary,
  entryDetailSchema,
  entrySummarySchema,
} from "./entries.ts";
import { type Health, healthSchema } from "./health.ts";
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
import { type TrialDetail, trialDetailSchema } from "./trials.ts";
import { type VoidRequest, type VoidView, voidSchema } from "./trust.ts";

export interface ClientOptions {
  /** Where the API is, without `/v1`: `http://127.0.0.1:8788`. */
  readonly baseUrl: string;
  readonly token?: string;
  /** Instead of the global one: in the Worker the site hands the Hono app's own `fetch`. */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

export interface EntryFilter {
  readonly board?: string;
  readonly submission?: string;
}

/** Every endpoint of the API, its answers checked against their schemas. Every failure is a `UserError`. */
export interface Client {
  health(): Promise<Health>;
  createSubmission(source: SubmissionSource): Promise<SubmissionVersion>;
  submissions(): Promise<SubmissionSummary[]>;
  submission(name: string): Promise<SubmissionDetail>;
  version(version: string): Promise<VersionDetail>;
  createEntry(entry: CreateEntry): Promise<EntryDetail>;
  entries(filter?: EntryFilter): Promise<EntrySummary[]>;
  entry(id: string): Promise<EntryDetail>;
  cancelEntry(id: string): Promise<EntryDetail>;
  uploadRecords(entry: string, records: readonly TrialRecord[]): Promise<EntryDetail>;
  /** Yields the entry whenever it changes, until it is complete or cancelled; reconnects when the stream ends. */
  followEntry(id: string, signal?: AbortSignal): AsyncGenerator<EntryDetail>;
  registerRunner(runner: RegisterRunner): Promise<Runner>;
  runners(): Promise<Runner[]>;
  /** Null where there is nothing to do. */
  lease(runner: string): Promise<Lease | null>;
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
  boards(): Promise<BoardSummary[]>;
  board(id: string, measure?: Measure): Promise<BoardView>;
  workloads(): Promise<WorkloadCard[]>;
  workload(id: string): Promise<WorkloadCard>;
  suites(): Promise<Suite[]>;
  suite(id: string): Promise<Suite>;
  createToken(token: CreateToken): Promise<CreatedToken>;
  tokens(): Promise<TokenSummary[]>;
  revokeToken(id: string): Promise<void>;
  /** Every counted record of a board, one by one; fails at the end where the export was not whole. */
  exportRecords(board: string): AsyncGenerator<TrialRecord>;
}

type Method = "GET" | "POST" | "DELETE";

export function createClient({ baseUrl, token, fetch: send = fetch }: ClientOptions): Client {
  async function request(
    method: Method,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Response> {
    const headers = new Headers({ accept: "application/json" });
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (body !== undefined) headers.set("content-type", "application/json");
    let response: Response;
    try {
      const url = new URL(`/v1${path}`, baseUrl);
      const payload = body === undefined ? null : JSON.stringify(body);
      response = await send(new Request(url, { method, headers, body: payload, signal: signal ?? null }));
    } catch (error) {
      if (signal?.aborted) throw error;
      throw unreachable(baseUrl, error);
    }
    if (!response.ok) throw await failure(baseUrl, response);
    return response;
  }

  async function call<Schema extends z.ZodType>(
    schema: Schema,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>> {
    const response = await request(method, path, body);
    return parse(schema, await json(baseUrl, response), baseUrl, path);
  }

  return {
    health: () => call(healthSchema, "GET", "/health"),
    createSubmission: (source) => call(submissionVersionSchema, "POST", "/submissions", source),
    submissions: () => call(z.array(submissionSummarySchema), "GET", "/submissions"),
    submission: (name) => call(submissionDetailSchema, "GET", at`/submissions/${name}`),
    version: (version) => call(versionDetailSchema, "GET", at`/versions/${version}`),
    createEntry: (entry) => call(entryDetailSchema, "POST", "/entries", entry),
    entries: (filter = {}) => call(z.array(entrySummarySchema), "GET", `/entries${query({ ...filter })}`),
    entry: (id) => call(entryDetailSchema, "GET", at`/entries/${id}`),
    cancelEntry: (id) => call(entryDetailSchema, "DELETE", at`/entries/${id}`),
    uploadRecords: (id, records) => call(entryDetailSchema, "POST", at`/entries/${id}/records`, { records }),
    async *followEntry(id, signal) {
      while (true) {
        const { body } = await request("GET", at`/entries/${id}/events`, undefined, signal);
        for await (const { event, data } of body === null ? [] : readEvents(body)) {
          if (event !== "entry") continue;
          const entry = parse(entryDetailSchema, JSON.parse(data), baseUrl, at`/entries/${id}/events`);
          yield entry;
          if (entry.status === "complete" || entry.status === "cancelled") return;
        }
      }
    },
    registerRunner: (runner) => call(runnerSchema, "POST", "/runners", runner),
    runners: () => call(z.array(runnerSchema), "GET", "/runners"),
    async lease(runner) {
      const response = await request("POST", "/leases", { runner });
      return response.status === 204
        ? null
        : parse(leaseSchema, await json(baseUrl, response), baseUrl, "/leases");
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
    boards: () => call(z.array(boardSummarySchema), "GET", "/boards"),
    board: (id, measure) => call(boardViewSchema, "GET", at`/boards/${id}` + query({ measure })),
    workloads: () => call(z.array(workloadCardSchema), "GET", "/workloads"),
    workload: (id) => call(workloadCardSchema, "GET", at`/workloads/${id}`),
    suites: () => call(z.array(suiteSchema), "GET", "/suites"),
    suite: (id) => call(suiteSchema, "GET", at`/suites/${id}`),
    createToken: (body) => call(createdTokenSchema, "POST", "/tokens", body),
    tokens: () => call(z.array(tokenSummarySchema), "GET", "/tokens"),
    async revokeToken(id) {
      await request("DELETE", at`/tokens/${id}`);
    },
    async *exportRecords(board) {
      const { body } = await request("GET", `/export${query({ board })}`);
      for await (const record of readExport(body === null ? [] : readLines(body))) {
        yield parse(anyRecordSchema, record, baseUrl, "/export");
      }
    },
  };
}

/** A path with its parameters escaped. */
const at = (parts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: parts }, ...values.map(encodeURIComponent));

function query(parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

function unreachable(baseUrl: string, cause: unknown): UserError {
  return new UserError(
    {
      code: "api-unreachable",
      what: `No answer from the API at ${baseUrl}.`,
      details: cause instanceof Error ? String(cause.cause ?? cause.message) : String(cause),
      solution: "Check the address and that the platform runs (`npm start` starts a local one).",
    },
    { cause },
  );
}

const notOurApi = (baseUrl: string, details: string): UserError =>
  new UserError({
    code: "api-mismatch",
    what: `${baseUrl} does not answer like this version of the Steepest API.`,
    details,
    solution: "Check the address, and that both sides run the same version of Steepest.",
  });

async function json(baseUrl: string, response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw notOurApi(baseUrl, `HTTP ${response.status}, not JSON: ${text.slice(0, 200)}`);
  }
}

async function failure(baseUrl: string, response: Response): Promise<UserError> {
  const problem = problemSchema.safeParse(await json(baseUrl, response));
  return problem.success
    ? new ApiError(problem.data)
    : notOurApi(baseUrl, `HTTP ${response.status} without problem details`);
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  baseUrl: string,
  path: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw notOurApi(baseUrl, `${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
