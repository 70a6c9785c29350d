import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createApp } from "../app.ts";
import { keepResults } from "../boards/resultsChanged.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { scheduled } from "../http/workLater.ts";
import { labResultOf } from "./labResult.ts";
import { observe } from "./observe.ts";
import { bindings, register, sourceOf, tokenFor } from "./platform.ts";
import { failedRecord, recordOf, runOfLease, runOfTrial } from "./recordOf.ts";
import { seedEntries } from "./seedEntries.ts";

/** What a request may ask of D1 and R2 together on Cloudflare's smallest plan, and what a statement may have of parameters. */
const mostCalls = 50;
const mostParameters = 100;

/** Scans that are allowed: of what does not grow with use, or of an index in its order, where the statement ends after a page. */
const allowedScans: readonly { readonly scan: RegExp; readonly when?: RegExp; readonly why: string }[] = [
  { scan: /^SCAN (json_each|n|CONSTANT ROW|\d+ CONSTANT ROWS)/, why: "no table" },
  { scan: /^SCAN \(?(subquery|subselect)/i, why: "rows that were found by an index" },
  {
    scan: /USING (COVERING )?INDEX entries_by_time/,
    when: /limit/i,
    why: "a page of all entries, newest first",
  },
  {
    scan: /^SCAN lab_results USING (COVERING )?INDEX lab_results_by_time/,
    when: /limit/i,
    why: "a page of all results of the lab, newest first",
  },
  {
    scan: /USING (COVERING )?INDEX runners_by_time/,
    when: /limit/i,
    why: "a page of all runners, last seen first",
  },
  {
    scan: /INDEX (open_audits|returned_audits)/,
    when: /EXISTS \(SELECT 1 FROM audits WHERE status [^()]*(\([^()]*\))?[^()]*\)/,
    why: "whether there is any: a row",
  },
  { scan: /INDEX open_audits/, when: /GROUP BY status/, why: "for metrics: audits that are open" },
  { scan: /^SCAN oldest/, when: /ORDER BY id LIMIT 1\)/, why: "the oldest event" },
  { scan: /^SCAN pairs/, when: /count < \?/, why: "as many as a claim looks at" },
  { scan: /^SCAN voids/, when: /limit \?/, why: "a page of voids, the latest first" },
  { scan: /INDEX sqlite_autoindex_submissions_1/, when: /limit/i, why: "a page of submissions, by name" },
  {
    scan: /INDEX verified_of_board/,
    when: /audits/,
    why: "voiding a runner or a user, an operator's act: what they alone confirmed",
  },
  { scan: /^SCAN trials/, when: /^insert into "records"/, why: "lifting a void, an operator's act" },
  { scan: /^SCAN tokens/, when: /order by "tokens"\."created_at"/, why: "all tokens, for an admin" },
  { scan: /^SCAN follow_ups/, why: "work that waits for a moment: rows go when it is done" },
  { scan: /^SCAN turns/, when: /^delete/, why: "deleting a person: a row for each user with an open entry" },
  {
    scan: /^SCAN events/,
    when: /limit \?|LIMIT \?\)|id > coalesce/,
    why: "a page of the log, its oldest rows to delete, or its newest back to an hour ago",
  },
  {
    scan: /^SCAN (entries USING INDEX open_entries|open$|counted|trials)/,
    when: /WITH open AS MATERIALIZED/,
    why: "the depth of the queue, for health and metrics: open entries, leases and what is quarantined",
  },
  {
    scan: /^SCAN runners USING (COVERING )?INDEX runners_of_class/,
    why: "a row for each runner, for health and metrics",
  },
  { scan: /^SCAN boards/, why: "one row for each board that there is" },
  { scan: /^SCAN board_views/, why: "one row for each board and measure" },
];

const { observed, DB, STORE } = observe(bindings);
const app = createApp();
const board = "quick.self.cpu-wasm";
const asked = new Set<string>();
const callsOf = new Map<string, number>();

/** The route of a path, by what stands in the place of its parameters. */
const routeOf = (method: string, path: string, routes: readonly string[]) =>
  routes.find((route) =>
    new RegExp(`^${route.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(`${method} ${path}`),
  );

const document = (await (
  await app.fetch(new Request("http://api.test/v1/openapi.json"), bindings)
).json()) as {
  paths: Record<string, Record<string, unknown>>;
};
// Names before parameters: `/devices/token` is no code.
const routes = Object.entries(document.paths)
  .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  .sort((a, b) => a.split("{").length - b.split("{").length);

async function ask(request: Request): Promise<Response> {
  observed.reset();
  const answer = await app.fetch(request, {
    ...bindings,
    DB,
    STORE,
    STEEPEST_SEED_SECRET: "the secret of the first round, as long as it must be",
    STEEPEST_AUDIT_SHARE: "1",
  });
  const { pathname } = new URL(request.url);
  const route = routeOf(request.method, pathname, routes) ?? `${request.method} ${pathname}`;
  asked.add(route);
  if (pathname.endsWith("/events")) {
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
  }
  const copy = pathname.endsWith("/events") ? answer : answer.clone();
  // A stream asks while it is read.
  if (!pathname.endsWith("/events")) await copy.text();
  callsOf.set(route, Math.max(callsOf.get(route) ?? 0, observed.calls));
  return answer;
}

const clientAs = (token: string | undefined) =>
  createClient({ baseUrl: "http://api.test", fetch: ask, ...(token === undefined ? {} : { token }) });

/** None for a runner that was found to lie. */
const next = (client: Client, runner: string) => client.lease(runner).catch(() => null);

/** Errors are answers, too. */
const either = (call: Promise<unknown>) => call.catch(() => null);

async function walk(): Promise<void> {
  const adminToken = bindings.STEEPEST_ADMIN_TOKEN ?? "";
  const admin = clientAs(adminToken);
  const ada = clientAs(await tokenFor("submitter", "ada"));
  const eve = clientAs(await tokenFor("submitter", "eve"));
  await ada.setNotifications({ webhook: { url: "https://hooks.ada.org/" } });
  const [alba, bert] = [
    clientAs(await tokenFor("runner", "alba")),
    clientAs(await tokenFor("runner", "bert")),
  ];
  const [one, two] = [(await register(alba, "alba-1", 3)).id, (await register(bert, "bert-1", 3)).id];
  const enterAs = async (name: string, more = {}) => {
    const { version } = await ada.createSubmission(sourceOf(name));
    return ada.createEntry({ version, board, ...more });
  };
  const template = await enterAs("template");
  for (let lease = await next(alba, one); lease !== null; lease = await next(alba, one)) {
    await alba.heartbeat(lease.trial, { attempt: lease.attempt, progress: null });
    await alba.report(lease.trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 2) });
  }
  await bindings.DB.batch(seedEntries(template.id, { count: 300 }).map((text) => bindings.DB.prepare(text)));
  await keepResults(openDatabase(bindings.DB), sql`trials.entry GLOB 'seeded*'`);
  // What is read is as large as it may get; what follows changes it.
  const entry = await enterAs("walker");
  const [first, second, third] = [await next(alba, one), await next(alba, one), await next(bert, two)];
  if (first === null || second === null || third === null) throw new Error("the queue is empty");
  await alba.heartbeat(first.trial, { attempt: first.attempt, progress: null });
  await either(alba.release(first.trial, { attempt: first.attempt, cause: "crash", reason: "broke" }));
  await either(
    alba.report(second.trial, {
      attempt: second.attempt,
      record: failedRecord(runOfLease(second), "machine"),
    }),
  );
  await either(bert.report(third.trial, { attempt: third.attempt, record: recordOf(runOfLease(third), 1) }));
  await admin.requeueTrial(first.trial).catch(() => null);
  for (
    let lease = await next(alba, one);
    lease !== null && lease.entry === entry.id;
    lease = await next(alba, one)
  ) {
    await alba.report(lease.trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 1) });
  }
  for (
    let lease = await next(bert, two), n = 0;
    lease !== null && n < 4;
    lease = await next(bert, two), n++
  ) {
    await bert.heartbeat(lease.trial, { attempt: lease.attempt, progress: null });
    await either(
      bert.report(lease.trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 1.5) }),
    );
  }
  const uploaded = await enterAs("uploader");
  await either(
    ada.uploadRecords(
      uploaded.id,
      uploaded.trialGrid.map((trial) => recordOf(runOfTrial(uploaded, trial), 3)),
    ),
  );
  const hidden = await enterAs("hidden", { private: true });
  await either(ada.publishEntry(hidden.id));
  await either(ada.cancelEntry(hidden.id));
  await either(ada.rerunEntry(entry.id));
  await either(ada.withdrawEntry(entry.id));
  await either(eve.challenge(template.trialGrid[0]?.id ?? ""));
  for (const [kind, subject] of [
    ["entry", entry.id],
    ["record", template.trialGrid[1]?.id ?? ""],
    ["runner", one],
    ["user", "bert"],
  ] as const) {
    const found = await either(admin.void({ kind, subject, reason: "a test" }));
    if (found !== null) await either(admin.liftVoid((found as { id: number }).id));
  }
  const { id: measured } = await ada.createLabResult(labResultOf(entry.version, "walker"));
  const { id: own } = await ada.createLabResult(labResultOf("e".repeat(64)), { isPrivate: true });
  await ada.publishLabResult(own);
  await ada.deleteLabResult(own);
  observed.reset();
  // By the clock; nobody is called.
  await scheduled(null, { ...bindings, DB, STORE, STEEPEST_WEBHOOKS: "off" });
  expect(observed.calls).toBeGreaterThan(2);
  callsOf.set("scheduled", observed.calls);
  const token = await admin.createToken({ user: "zoe", role: "submitter" });
  await admin.revokeToken(token.id);
  const ids: Readonly<Record<string, readonly string[]>> = {
    // Whatever is asked of a board, too.
    "/boards/{id}": [
      ...[board, "standard.self.cpu-wasm"],
      ...["latest", "all"].map(
        (versions) => `${board}?find=seeded&sort=brown_lm&details=true&versions=${versions}`,
      ),
    ],
    "/boards/{id}/events": [board],
    "/boards/{id}/studies": [board, "standard.self.cpu-wasm"],
    "/boards/{id}/milestones": [board, "standard.self.cpu-wasm"],
    "/boards/{id}/quote": [board],
    "/boards/{id}/history": [board, "standard.self.cpu-wasm"],
    "/entries/{id}": [entry.id, "seeded000007"],
    "/entries/{id}/events": [entry.id],
    "/submissions/{name}": ["seeded_000007", "walker"],
    "/versions/{version}": [entry.version],
    "/trials/{id}": [template.trialGrid[0]?.id ?? ""],
    "/workloads/{id}": ["mnist_mlp"],
    "/suites/{id}": ["quick"],
    "/users/{name}/quota": ["ada"],
    "/lab/{id}": [measured],
    "/devices/{code}": ["ABCD-EFGH"],
  };
  const queries = [
    "",
    "?limit=200",
    "?owner=ada",
    "?user=ada",
    `?board=${board}`,
    "?submission=walker",
    "?workload=mnist_mlp",
    "?status=queued",
    "?after=1790000000000.x",
  ];
  for (const who of [undefined, await tokenFor("submitter", "ada"), adminToken]) {
    const headers = who === undefined ? {} : { authorization: `Bearer ${who}` };
    for (const route of routes.filter((one) => one.startsWith("GET "))) {
      const path = route.slice(4);
      const under = path.replace(/^\/v1/, "").replace(/\/(record|receipt)$/, "");
      const isList = /\/(entries|submissions|runners|tokens|export|voids|lab)$/.test(path);
      for (const value of path.includes("{") ? (ids[under] ?? ["none"]) : [""]) {
        for (const query of isList ? queries : [""]) {
          if (path.endsWith("/export") && !query.includes("board")) continue;
          const eight = [template.id, ...Array.from({ length: 7 }, (_, i) => `seeded00000${i + 1}`)];
          if (path.endsWith("/curves"))
            await ask(
              new Request(`http://api.test/v1/workloads/mnist_mlp/curves?entries=${eight}`, { headers }),
            );
          if (path.endsWith("/compare")) {
            await ask(
              new Request(`http://api.test${path}?entries=${eight}&curves=${suite("quick").workloads}`, {
                headers,
              }),
            );
          }
          await ask(new Request(`http://api.test${path.replace(/\{[^}]+\}/, value)}${query}`, { headers }));
        }
      }
    }
  }
  // What is left is asked with nothing that is right: what is looked up before is the same.
  const json = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  const bodies: Readonly<Record<string, unknown>> = {
    "POST /v1/devices": { name: "cli", scopes: ["submitter"] },
    "POST /v1/devices/token": { deviceCode: "x".repeat(40) },
    "POST /v1/sign-in-links": { user: "ada" },
    "POST /v1/submissions/{name}/owner": { owner: "eve" },
    "POST /v1/users/{name}/quota": { entriesPerDay: 5 },
  };
  for (const route of routes.filter((one) => !asked.has(one))) {
    const [method = "", path = ""] = route.split(" ");
    const name = path.includes("submissions") ? "walker" : "ada";
    const body = method === "DELETE" ? null : JSON.stringify(bodies[route] ?? {});
    await ask(
      new Request(`http://api.test${path.replace(/\{[^}]+\}/, name)}`, { method, headers: json, body }),
    );
  }
}

test("a walk through all routes scans no table that grows, and keeps to what a statement and a request may take", async () => {
  await walk();
  expect([...asked].filter((route) => routes.includes(route)).sort()).toEqual([...routes].sort());
  const scans: string[] = [];
  for (const [text, parameters] of observed.statements) {
    const explained = await bindings.DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
      .bind(...Array.from({ length: parameters }, () => null))
      .all<{ detail: string }>();
    for (const { detail } of explained.results) {
      if (!detail.startsWith("SCAN ")) continue;
      const isAllowed = allowedScans.some(
        ({ scan, when }) => scan.test(detail) && (when?.test(text) ?? true),
      );
      const [, name = ""] = /^SCAN (\w+)/.exec(detail) ?? [];
      const isTable = new RegExp(
        `(from|join|update|into)\\s+["\`]?\\w+["\`]?(\\s+as)?\\s+["\`]?${name}\\b|(from|join|update|into)\\s+["\`]?${name}\\b`,
        "i",
      ).test(text);
      if (!isAllowed && isTable) scans.push(`${detail}: ${text.replaceAll(/\s+/g, " ").slice(0, 400)}`);
    }
  }
  expect(scans).toEqual([]);
  expect([...observed.statements].filter(([, parameters]) => parameters > mostParameters)).toEqual([]);
  expect([...callsOf].filter(([, calls]) => calls > mostCalls)).toEqual([]);
}, 120_000);
