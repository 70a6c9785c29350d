import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { labResultOf } from "../test/labResult.ts";
import {
  admin,
  bindings,
  clientFor,
  clientOf,
  register,
  send,
  sourceOf,
  tokenFor,
} from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";

const board = "smoke.self.cpu-wasm";
const database = openDatabase(bindings.DB);

const ada = await tokenFor("submitter", "ada");
const tokens: Readonly<Record<string, string | null>> = {
  visitor: null,
  "another submitter": await tokenFor("submitter", "eve"),
  "a runner of another": await tokenFor("runner", "eve"),
  "a runner of its owner": await tokenFor("runner", "ada"),
  "its owner": ada,
  "an admin": bindings.STEEPEST_ADMIN_TOKEN ?? "",
};
const mayKnow = new Set(["its owner", "an admin"]);

/** What no answer to others may hold: all ids of the entry, and the name of the submission that has nothing public. */
let secrets: readonly string[] = [];
let paths: readonly (readonly [path: string, showsToOwner: boolean])[] = [];
let entry = "";
let trial = "";

beforeAll(async () => {
  const client = clientOf(ada);
  const { version } = await client.createSubmission(sourceOf("kept_private"), { isPrivate: true });
  const created = await client.createEntry({ version, board, private: true });
  entry = created.id;
  trial = created.trialGrid[0]?.id ?? "";
  const machine = await clientFor("runner", "machine");
  const { id: runner } = await register(machine, "machine");
  const lease = await machine.lease(runner);
  if (lease === null) throw new Error("a private entry is run like any other");
  await machine.report(lease.trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 0.5) });
  const other = await client.createSubmission(sourceOf("shown_to_all"));
  const { id: publicEntry } = await client.createEntry({ version: other.version, board });
  // It is seen by all, and in nobody's way.
  await client.cancelEntry(publicEntry);
  // One of hers that is private, and one in the open that names nothing of what is private.
  const { id: measured } = await client.createLabResult(labResultOf(version, "kept_private"), {
    isPrivate: true,
  });
  await client.createLabResult(labResultOf(other.version, "shown_to_all"));
  secrets = [entry, version, "kept_private"];
  paths = [
    [`/entries/${entry}`, true],
    [`/entries/${entry}/events`, true],
    [`/entries/${entry}/queue`, true],
    ["/entries", true],
    [`/entries?board=${board}`, true],
    ["/entries?submission=kept_private", true],
    ["/entries?owner=ada", true],
    [`/trials/${trial}`, true],
    [`/trials/${trial}/record`, true],
    ["/submissions", true],
    ["/submissions?owner=ada", true],
    ["/submissions/kept_private", true],
    [`/versions/${version}`, true],
    ["/boards", false],
    [`/boards/${board}`, false],
    [`/boards/${board}?measure=steps`, false],
    [`/boards/${board}/events`, false],
    [`/boards/${board}/studies`, false],
    [`/boards/${board}/milestones`, false],
    [`/boards/${board}/history`, false],
    [`/boards/${board}/quote`, false],
    [`/workloads/mnist_mlp/curves?entries=${entry}`, true],
    [`/export?board=${board}`, false],
    [`/compare?entries=${entry},${publicEntry}&curves=mnist_mlp`, true],
    ["/runners", false],
    ["/voids", false],
    ["/lab", true],
    ["/lab?owner=ada", true],
    ["/lab?workload=mnist_mlp", true],
    ["/lab?submission=kept_private", true],
    [`/lab/${measured}`, true],
  ];
});

/** The answer of a path, of a stream what comes first. */
async function answerTo(
  path: string,
  token: string | null,
): Promise<{ status: number; text: string; cache: string }> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await send(new Request(`http://api.test/v1${path}`, { headers }));
  const cache = response.headers.get("cache-control") ?? "";
  if (!path.endsWith("/events") || response.body === null || response.status !== 200) {
    return { status: response.status, text: await response.text(), cache };
  }
  const reader = response.body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return { status: response.status, text: new TextDecoder().decode(value), cache };
}

test.each(Object.keys(tokens))("of a private entry %s sees on every route what they may", async (who) => {
  for (const [path, showsToOwner] of paths) {
    const { status, text, cache } = await answerTo(path, tokens[who] ?? null);
    // A problem says the path that was asked for, which the asker knows.
    const said = status === 404 ? JSON.stringify({ ...JSON.parse(text), instance: "", title: "" }) : text;
    const shown = secrets.filter((secret) => said.includes(secret));
    if (mayKnow.has(who) && showsToOwner) {
      expect(shown, path).not.toEqual([]);
      expect(cache, path).not.toContain("public");
    } else expect(shown, `${path} to ${who}: ${said.slice(0, 300)}`).toEqual([]);
  }
});

test("a private trial's receipt is not there for others", async () => {
  for (const who of Object.keys(tokens).filter((one) => !mayKnow.has(one))) {
    expect((await answerTo(`/trials/${trial}/receipt`, tokens[who] ?? null)).status, who).toBe(404);
  }
});

test("the table of routes has every GET of the API that answers anything of entries", async () => {
  const document = (await (await send(new Request("http://api.test/v1/openapi.json"))).json()) as {
    paths: Record<string, { get?: unknown }>;
  };
  const known = new Set([
    "/health",
    "/workloads",
    "/workloads/{id}",
    "/suites",
    "/suites/{id}",
    "/tokens",
    "/sign-in",
    "/keys",
    "/rounds",
    // Prepared data of workloads: nobody's.
    "/data",
    "/data/{dataset}/{file}",
    "/trials/{id}/receipt",
    "/users/{name}/quota",
  ]);
  // For admins alone, who see everything: admin/admin.test.ts tries each as somebody else.
  const forAdmins = /^\/(?:admin\/|events$|metrics$)/;
  const tried = paths.map(([path]) => path.replace(/\?.*/, "").replace(/^\/(\w+)\/[^/]+/, "/$1/{}"));
  const open = Object.entries(document.paths)
    .filter(([path, { get }]) => get !== undefined && !known.has(path.replace("/v1", "")))
    .map(([path]) => path.replace("/v1", "").replace(/\{\w+\}/, "{}"))
    .filter(
      (path) =>
        !tried.includes(path) &&
        !forAdmins.test(path) &&
        !/^\/me(?:\/|$)/.test(path) &&
        !path.startsWith("/device"),
    );
  expect(open).toEqual([]);
});

test("what others do with a private entry is answered as if there were none", async () => {
  const eve = clientOf(tokens["another submitter"] ?? "");
  for (const call of [
    () => eve.cancelEntry(entry),
    () => eve.publishEntry(entry),
    () => eve.withdrawEntry(entry),
    () => eve.rerunEntry(entry),
    () =>
      eve.uploadRecords(entry, [
        recordOf({ ...runOfNothing, submission: { name: "x", version: "x", ruleset: "self" } }, null),
      ]),
    () => eve.createEntry({ version: secrets[1] ?? "", board }),
  ]) {
    expect((await problemOf(call())).status).toBe(404);
  }
  const problem = await problemOf(eve.createSubmission(sourceOf("kept_private")));
  expect(problem).toMatchObject({ status: 409, code: "version-not-yours" });
  expect(JSON.stringify(problem)).not.toContain("kept_private");
});

const runOfNothing = { workload: "mnist_mlp", study: 0, trial: 0, seed: 0, hyperparameters: {} };

test("a private entry is not ranked, and caps nobody", async () => {
  const eve = clientOf(tokens["another submitter"] ?? "");
  const { version } = await eve.createSubmission(sourceOf("in_the_open"));
  await eve.createEntry({ version, board });
  const machine = await clientFor("runner", "machine");
  const { id: runner } = await register(machine, "machine");
  const lease = await machine.lease(runner);
  expect(lease?.submission).toBe("in_the_open");
  expect(lease?.capSeconds).toBeNull();
  expect((await admin.board(board)).rows.map(({ submission }) => submission)).toEqual(["in_the_open"]);
});

test("once published it is there for all, on its board and with its source, and cannot be hidden again", async () => {
  const owner = clientOf(ada);
  expect((await owner.publishEntry(entry)).private).toBe(false);
  expect((await owner.publishEntry(entry)).private).toBe(false);
  // It is not complete, so it holds no record.
  for (const [path] of paths.filter(([path]) => !/runners|voids|boards$|history$|quote$|lab/.test(path))) {
    const { status, text } = await answerTo(path, null);
    expect(status, path).toBe(200);
    const [id, version, name] = secrets;
    expect(text, path).toContain(
      path.startsWith("/export") ? version : /\/queue$|\/milestones$|\/curves\?/.test(path) ? id : name,
    );
  }
  expect(await database.all(sql`SELECT count(*) AS n FROM events WHERE kind = 'entry-published'`)).toEqual([
    { n: 1 },
  ]);
});

test("a version that was uploaded openly and entered privately alone is hidden with its entry", async () => {
  const owner = clientOf(ada);
  const { version } = await owner.createSubmission(sourceOf("then_private"));
  const visitor = clientOf();
  expect((await visitor.version(version)).submission).toBe("then_private");
  await owner.createEntry({ version, board, private: true });
  expect((await problemOf(visitor.version(version))).status).toBe(404);
  expect((await owner.version(version)).submission).toBe("then_private");
  expect((await visitor.submissions()).map(({ name }) => name)).not.toContain("then_private");
});

test("of a submission with an open and a private version others see the open one as its latest", async () => {
  const owner = clientOf(ada);
  const first = await owner.createSubmission(sourceOf("half_open"));
  await owner.createEntry({ version: first.version, board });
  const changed = sourceOf("half_open");
  const second = await owner.createSubmission(
    { ...changed, files: { "submission.ts": `${changed.files["submission.ts"]}// changed` } },
    { isPrivate: true },
  );
  expect(await clientOf().submission("half_open")).toMatchObject({
    latestVersion: first.version,
    versions: 1,
  });
  expect(await owner.submission("half_open")).toMatchObject({ latestVersion: second.version, versions: 2 });
});
