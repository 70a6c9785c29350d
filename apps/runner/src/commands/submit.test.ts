import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import type { QueueView } from "@steepest/core/schema/api/queue.ts";
import { afterEach, expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";

const trial: EntryDetail["trialGrid"][number] = {
  id: "t1",
  entry: "e1",
  workload: "mnist_mlp",
  study: 0,
  trial: 0,
  seed: 1,
  hyperparameters: {},
  status: "queued",
  attempt: 0,
  runner: null,
  trust: null,
  progress: null,
  outcome: null,
  timeToTargetSeconds: null,
  chargedSeconds: null,
  reason: null,
};

const entry = (version: string, finished: boolean): EntryDetail => ({
  id: "e1",
  submission: "mine",
  version,
  versionNumber: 1,
  board: "quick.self.cpu-wasm",
  trust: "verified",
  private: false,
  status: finished ? "complete" : "queued",
  trials: { total: 1, finished: finished ? 1 : 0, running: 0, failed: 0 },
  records: { claimed: finished ? 1 : 0, verified: 0 },
  voided: null,
  seedCommitment: null,
  createdAt: new Date().toISOString(),
  finishedAt: null,
  withdrawnAt: null,
  auditing: false,
  trialGrid: [
    finished ? { ...trial, status: "finished", outcome: "reached", timeToTargetSeconds: 4.2 } : trial,
  ],
});

const queue: QueueView = {
  entry: "e1",
  hardwareClass: "cpu-wasm",
  waiting: 1,
  running: 0,
  position: 4,
  estimateSeconds: null,
  runnersOnline: 0,
  lastRunnerSeenAt: "2026-11-29T12:00:00.000Z",
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (status: number, body: unknown): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

const conflict = (code: string, existing: string) =>
  json(409, {
    type: `urn:steepest:problem:${code}`,
    title: "Already here",
    status: 409,
    detail: "",
    existing,
  });

let stop: (() => void) | null = null;
afterEach(() => stop?.());

/** An API with these answers by "METHOD /path"; everything else is a 404. */
async function serve(answers: Record<string, Answer>): Promise<string> {
  const missing = json(404, {
    type: "urn:steepest:problem:missing",
    title: "Not here",
    status: 404,
    detail: "",
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    request.resume().on("end", () => (answers[`${request.method} ${path}`] ?? missing)(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A submission on disk with its version. */
async function submission(): Promise<{ cwd: string; version: string }> {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine"], { cwd });
  const { out } = await runCaptured(["check", "mine.ts", "--json"], { cwd });
  return { cwd, version: JSON.parse(out).version };
}

test("files and entry that are there already are no error: the entry is followed to its end", async () => {
  const { cwd, version } = await submission();
  const events = [entry(version, false), entry(version, true)];
  const api = await serve({
    "POST /v1/submissions": conflict("version-exists", version),
    "POST /v1/entries": conflict("entry-exists", "e1"),
    "GET /v1/entries/e1": json(200, entry(version, false)),
    "GET /v1/entries/e1/queue": json(200, queue),
    "GET /v1/entries/e1/events": (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      // One event per connection: following goes on when the stream ends.
      response.end(`event: entry\ndata: ${JSON.stringify(events.shift())}\n\n`);
    },
  });
  const { code, out, err } = await runCaptured(
    ["submit", "mine.ts", "--api", api, "--token", "t", "--json"],
    { cwd },
  );
  expect(code, err).toBe(0);
  expect(err).toContain("uploaded before");
  expect(err).toContain("on the board already");
  expect(err).toContain("4.20 s  reached");
  expect(err).toContain("number 4 in the queue");
  expect(err).toContain("No runner online since 2026-11-29 12:00 UTC.");
  expect(JSON.parse(out)).toMatchObject({
    version,
    entry: "e1",
    status: "complete",
    board: "quick.self.cpu-wasm",
  });
});

test("a dry run says what an entry would cost and sends nothing; the quote of a submission comes before it is sent", async () => {
  const { cwd } = await submission();
  const quote = {
    ...{ workloads: [], trials: 9, chargedSeconds: 92, wallSeconds: 100, jobs: 1, wattHours: 0.28 },
    ...{ board: "quick.self.cpu-wasm", measure: "reference", estimateSeconds: 600, runnersOnline: 2 },
  };
  const sent: string[] = [];
  const api = await serve({
    "GET /v1/boards/quick.self.cpu-wasm/quote": json(200, quote),
    "POST /v1/submissions": (_, response) => {
      sent.push("submission");
      response.writeHead(500).end();
    },
  });
  const dry = (...rest: string[]) =>
    runCaptured(["submit", "mine.ts", "--api", api, "--token", "t", "--dry-run", ...rest], { cwd });
  const { code, out } = await dry();
  expect(code).toBe(0);
  expect(out).toContain("takes 9 trials, at most 92 s of reference time, some 0.28 Wh");
  expect(out).toContain("2 runners are online; by the present queue all should have ended in about 10 min.");
  expect(JSON.parse((await dry("--json")).out)).toMatchObject({ submission: "mine", quote: { trials: 9 } });
  expect(sent).toEqual([]);
  const { err } = await runCaptured(["submit", "mine.ts", "--api", api, "--token", "t"], { cwd });
  expect(err).toContain("takes 9 trials");
  expect(sent).not.toEqual([]);
});

test("`ledger` lists what entries have cost, and their sum", async () => {
  const cost = { trials: 9, records: 4, chargedSeconds: 8.04, steps: 800, gradients: 800, wattHours: 0.022 };
  const row = { entry: "e1", submission: "mine", versionNumber: 2, board: "quick.self.cpu-wasm", ...cost };
  const answer = {
    entries: [{ ...row, trust: "verified", createdAt: "2026-11-29T12:00:00.000Z" }],
    ...{ total: cost, more: true },
  };
  const ledger = async (body: unknown, ...rest: string[]) =>
    runCaptured([
      "ledger",
      "--api",
      await serve({ "GET /v1/me/ledger": json(200, body) }),
      "--token",
      "t",
      ...rest,
    ]);
  const { out } = await ledger(answer);
  expect(out).toMatch(/2026-11-29 +mine v2 +quick\.self\.cpu-wasm +4 of 9 +8\.04 s +800 +800 +0\.022/);
  expect(out).toMatch(/all +4 of 9/);
  expect(out).toContain("Older entries are not listed.");
  stop?.();
  expect(JSON.parse((await ledger(answer, "--json")).out)).toMatchObject({ total: { records: 4 } });
  stop?.();
  expect((await ledger({ entries: [], total: cost, more: false })).out).toContain("You have no entries");
});

test("`status` says how far an entry is and what it waits for, of a platform that cannot tell less", async () => {
  const answers = { "GET /v1/entries/e1": json(200, entry("v", false)) };
  const status = async (more: Record<string, Answer>, ...rest: string[]) =>
    runCaptured(["status", "e1", "--api", await serve({ ...answers, ...more }), "--token", "t", ...rest]);
  const { out } = await status({ "GET /v1/entries/e1/queue": json(200, queue) });
  expect(out).toContain("mine on quick.self.cpu-wasm is queued: 0 of 1 trials have ended");
  expect(out).toContain("start one with `steepest work`");
  stop?.();
  expect((await status({})).code).toBe(0);
  stop?.();
  const machine = await status({ "GET /v1/entries/e1/queue": json(200, queue) }, "--json");
  expect(JSON.parse(machine.out)).toMatchObject({ status: "queued", queue: { position: 4 } });
});

test("a name that belongs to someone else is told as the API tells it", async () => {
  const { cwd } = await submission();
  const taken = { type: "urn:steepest:problem:name-taken", title: "Already here", status: 403, detail: "" };
  const api = await serve({ "POST /v1/submissions": json(403, taken) });
  const { code, err } = await runCaptured(["submit", "mine.ts", "--api", api, "--token", "t"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("Already here");
});

test("a board that takes no entries yet is told as the API tells it, also for files uploaded before", async () => {
  const { cwd, version } = await submission();
  const api = await serve({
    "POST /v1/submissions": conflict("version-exists", version),
    "POST /v1/entries": json(409, {
      type: "urn:steepest:problem:not-drawn",
      title: "Not drawn yet",
      status: 409,
      detail: "",
    }),
  });
  const { code, err } = await runCaptured(["submit", "mine.ts", "--api", api, "--token", "t"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("Not drawn yet");
  expect(err).not.toContain("following");
});

test("no API at the address says how to start one", async () => {
  const { cwd } = await submission();
  const args = ["submit", "mine.ts", "--api", "http://127.0.0.1:9", "--token", "t"];
  expect(await runCaptured(args, { cwd })).toMatchObject({
    code: 1,
    err: expect.stringContaining("npm start"),
  });
});

test("a submission that fails its check is not sent", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "broken.ts"), "export default 1;");
  const { code, err } = await runCaptured(
    ["submit", "broken.ts", "--api", "http://127.0.0.1:9", "--token", "t"],
    { cwd },
  );
  expect(code).toBe(1);
  expect(err).toContain("broken.ts does not pass its check");
});
