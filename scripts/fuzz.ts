// Requests that the API's own document suggests, and hostile ones beside them: npm run fuzz -- --help
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { environment } from "../apps/api/test/environment.ts";
import { createClient } from "../packages/core/schema/api/client.ts";
import { Seeded } from "./chaos/seeded.ts";
import { ApiDocument, type Operation } from "./fuzz/apiDocument.ts";
import { drawHostile, drawValue } from "./fuzz/drawValue.ts";
import { sendAsIs } from "./fuzz/sendAsIs.ts";
import { findFreePort } from "./platform/requireFreePort.ts";
import { apiConfig, startPlatform } from "./platform/startPlatform.ts";
import { wholeNumber } from "./wholeNumber.ts";

const help = `Sends what the API's document says it takes, with parts of it twisted, and checks every answer against the document: no 500, no answer that is not promised,
and health answers meanwhile.

  npm run fuzz -- [--requests N] [--seed N]

  --requests N  how many (default 40000), of every operation alike
  --seed N      of an earlier run (default: drawn)
`;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "40000" },
    seed: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const requests = wholeNumber("requests", values.requests);
const seed = wholeNumber("seed", values.seed ?? String(Date.now() % 2 ** 31));
const draw = new Seeded(seed);
const healthMilliseconds = 10_000;

const state = await mkdtemp(join(tmpdir(), "steepest-fuzz-"));
const port = await findFreePort();
const adminToken = "stp_the-token-of-the-fuzzer";
const platform = await startPlatform({ port, state, adminToken, config: apiConfig });
const admin = createClient({ baseUrl: platform.url, token: adminToken });
const tokenOf = async (role: "submitter" | "runner") =>
  (await admin.createToken({ user: `a-${role}`, role })).token;
const tokens = [adminToken, await tokenOf("submitter"), await tokenOf("runner"), "stp_unknown", ""];

/** The fuzzer is an admin, too, and bans, voids and revokes itself: without this the rest of its requests would be refused at the door. */
async function forgive(): Promise<void> {
  for (const user of ["a-submitter", "a-runner"]) await admin.actOnUser(user, { action: "unban" });
  for (const action of ["unban", "resume"] as const) await admin.actOnRunner("fuzzer", { action });
  for (const { id, liftedAt } of await admin.voids()) if (liftedAt === null) await admin.liftVoid(id);
  for (const [place, role] of [
    [1, "submitter"],
    [2, "runner"],
  ] as const) {
    const isRevoked = await createClient({ baseUrl: platform.url, token: tokens[place] ?? "" })
      .me()
      .then(
        () => false,
        () => true,
      );
    if (isRevoked) tokens[place] = await tokenOf(role);
  }
}

/** One of each thing there is, so that not every id is unknown. */
async function someIds(): Promise<string[]> {
  const submitter = createClient({ baseUrl: platform.url, token: tokens[1] ?? "" });
  const source = `import { defineSubmission } from "steepest";
export default defineSubmission({ name: "fuzzed", ruleset: "self", hyperparameters: [{ lr: 0.1 }], init() { return null; }, update(ctx) { return { params: ctx.params, state: ctx.state }; } });`;
  const { version } = await submitter.createSubmission({
    entry: "submission.ts",
    files: { "submission.ts": source },
  });
  const entry = await submitter.createEntry({ version, board: "quick.self.cpu-wasm" });
  const runner = await createClient({ baseUrl: platform.url, token: tokens[2] ?? "" }).registerRunner({
    name: "fuzzer",
    environment,
  });
  const trials = entry.trialGrid.slice(0, 3).map(({ id }) => id);
  return [
    "fuzzed",
    "a-submitter",
    "a-runner",
    version,
    entry.id,
    ...trials,
    runner.id,
    "fuzzer",
    "quick.self.cpu-wasm",
    "quick",
    "mnist_mlp",
    "cpu-wasm",
    source,
  ];
}

const send = sendAsIs(port);

const document = new ApiDocument(JSON.parse((await send("GET", "/v1/openapi.json", {}, null)).body));
const known = await someIds();

function drawRequest(operation: Operation) {
  const twist = draw.pick([0, 0.03, 0.2]);
  const context = { draw, resolve: document.resolve, known, twist };
  const text = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  const escaped = (value: unknown) => encodeURIComponent(text(value).toWellFormed());
  let path = operation.path;
  const query: string[] = [];
  for (const { name, in: place, required, schema } of operation.parameters) {
    if (place === "path")
      path = path.replace(
        `{${name}}`,
        escaped(draw.chance(0.6) ? draw.pick(known.slice(0, -1)) : drawValue(schema, context)) || "x",
      );
    if (place === "query" && (required || draw.chance(0.4)))
      query.push(`${name}=${escaped(drawValue(schema, context))}`);
  }
  if (draw.chance(0.03)) query.push("%=%&&==");
  const headers: Record<string, string> = {};
  const token = draw.pick(tokens);
  if (token !== "")
    headers["authorization"] = draw.chance(0.03)
      ? draw.pick(["Bearer", "Basic YTpi", `bearer  ${token}`, "\t"])
      : `Bearer ${token}`;
  if (draw.chance(0.03))
    headers[
      draw.pick([
        "accept",
        "cookie",
        "if-none-match",
        "range",
        "origin",
        "accept-encoding",
        "x-forwarded-for",
        "last-event-id",
      ])
    ] = draw.pick(["", "*/*", "x=%", '"', "bytes=9-1", "null", "a".repeat(2000)]);
  const json = operation.requestBody?.content["application/json"];
  if (operation.requestBody === undefined) return { path: withQuery(path, query), headers, body: null };
  const value = draw.chance(0.1) ? drawHostile(draw) : drawValue(json?.schema ?? {}, context);
  let body = JSON.stringify(value) ?? "";
  headers["content-type"] = "application/json";
  switch (draw.weighted({ whole: 90, cut: 3, form: 3, multipart: 1, otherType: 2, big: 1 })) {
    case "cut":
      body = body.slice(0, draw.below(body.length + 1));
      break;
    case "form":
      headers["content-type"] = "application/x-www-form-urlencoded";
      body = `a=${encodeURIComponent(body.slice(0, 500).toWellFormed())}&a[b]=1&=`;
      break;
    case "multipart":
      headers["content-type"] = "multipart/form-data; boundary=x";
      body = `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n${body}\r\n--x`;
      break;
    case "otherType":
      headers["content-type"] = draw.pick([
        "text/plain",
        "application/json; charset=utf-16",
        "",
        "application/jsonp",
        "*/*",
      ]);
      break;
    case "big":
      body = JSON.stringify({ a: "x".repeat(300_000), value });
      break;
    default:
      break;
  }
  return { path: withQuery(path, query), headers, body };
}

const withQuery = (path: string, query: readonly string[]) =>
  query.length === 0 ? path : `${path}?${query.join("&")}`;

console.log(
  `${requests} requests from the seed ${seed} to ${document.operations.length} operations, over ${state}`,
);
const faults = new Map<string, { count: number; example: string }>();
const statuses: Record<string, number> = {};
const started = Date.now();
let slowestHealth = 0;
const fault = (what: string, example: string) => {
  const known = faults.get(what);
  if (known === undefined) console.error(`✗ ${what}\n    ${example.slice(0, 600)}`);
  faults.set(what, { count: (known?.count ?? 0) + 1, example: known?.example ?? example });
};
const atOnce = 4;
for (let done = 0; done < requests; done += atOnce) {
  // Drawn before any is sent: the order of answers changes nothing.
  const some = Array.from({ length: atOnce }, (_, at) => {
    // Every operation in turn.
    const operation = document.operations[(done + at) % document.operations.length] as Operation;
    return { operation, ...drawRequest(operation) };
  });
  await Promise.all(
    some.map(async ({ operation, path, headers, body }) => {
      const name = `${operation.method} ${operation.path}`;
      const example = `${operation.method} ${path} ${JSON.stringify(headers).replace(/stp_[\w-]+/, "TOKEN")} ${body?.slice(0, 400) ?? ""}`;
      try {
        const answer = await send(operation.method, path, headers, body);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (answer.status >= 500)
          return fault(`${name} answers ${answer.status}`, `${example}\n    ${answer.body.slice(0, 300)}`);
        const why = document.fault(operation, answer.status, answer.contentType, answer.body);
        if (why !== null) fault(`${name} ${why}`, `${example}\n    ${answer.body.slice(0, 300)}`);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        // What Node itself refuses to send is no request.
        if (!/Invalid character|must not contain/.test(said)) fault(`${name}: ${said}`, example);
      }
    }),
  );
  if (done % 200 === 0) {
    const asked = performance.now();
    const health = await send("GET", "/v1/health", {}, null).catch(() => null);
    slowestHealth = Math.max(slowestHealth, performance.now() - asked);
    if (health?.status !== 200 || performance.now() - asked > healthMilliseconds)
      fault("health does not answer", `after ${done} requests`);
    await forgive();
  }
  if (done % 2000 === 0 && done > 0)
    console.log(
      `${done} requests, ${Math.round((Date.now() - started) / 1000)} s, ${faults.size} kinds of faults: ${JSON.stringify(statuses)}`,
    );
}
await platform.stop();
await rm(state, { recursive: true, force: true });
console.log(`${JSON.stringify(statuses)}; health answered within ${Math.round(slowestHealth)} ms`);
if (faults.size === 0) console.log("No 500, and every answer was one that the document promises.");
else {
  for (const [what, { count }] of faults) console.error(`✗ ${count} × ${what}`);
  console.error(`Again: npm run fuzz -- --seed ${seed} --requests ${requests}`);
}
process.exit(faults.size === 0 ? 0 : 1);
