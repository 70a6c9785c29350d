import { applyD1Migrations, env } from "cloudflare:test";
import { expect, test } from "vitest";
import type { Bindings } from "../bindings.ts";
import { honest, work } from "../test/machine.ts";
import { admin, bindings, clientOf, register, sourceOf, visitor } from "../test/platform.ts";

const { OLD_DB, TEST_MIGRATIONS } = env as unknown as {
  readonly OLD_DB: Bindings["DB"];
  readonly TEST_MIGRATIONS: Parameters<typeof applyD1Migrations>[1];
};

type Row = Readonly<Record<string, unknown>>;
const rowsOf = async (query: string, ...values: unknown[]): Promise<Row[]> =>
  (
    await bindings.DB.prepare(query)
      .bind(...values)
      .all<Row>()
  ).results;

/** What columns held that are there no more. */
const ofOldTables: Readonly<Record<string, Row>> = {
  tokens: { role: "runner" },
  records: { target_cpu_seconds: 0.5, charged_cpu_seconds: 0.5 },
};

/** A statement that writes a row into the tables of the time, as far as they had its columns; null where the table was not there yet. */
async function insert(table: string, row: Row) {
  const { results } = await OLD_DB.prepare(`SELECT name FROM pragma_table_info('${table}')`).all<{
    name: string;
  }>();
  const whole = { ...ofOldTables[table], ...row };
  const columns = results.map(({ name }) => name).filter((name) => name in whole);
  if (columns.length === 0) return null;
  const marks = columns.map(() => "?").join(", ");
  return OLD_DB.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.map((name) => `"${name}"`).join(", ")}) VALUES (${marks})`,
  ).bind(...columns.map((name) => whole[name]));
}

/** Makes with the API of today what a platform holds: a finished trial, one that was lost once, open ones, a runner, a token. */
async function makeData(at: number) {
  const [name, user] = [`of_version_${at}`, `person-${at}`];
  const { token } = await admin.createToken({ user, scopes: ["submitter", "runner"] });
  const client = clientOf(token);
  const { version } = await client.createSubmission(sourceOf(name));
  const done = await client.createEntry({ version, board: "smoke.self.cpu-wasm" });
  const { id: runner } = await register(client, `${user}-machine`);
  const lost = await client.lease(runner);
  await client.release(lost?.trial ?? "", {
    attempt: lost?.attempt ?? 0,
    cause: "crash",
    reason: "it broke",
  });
  await work({ client, id: runner });
  const open = await client.createEntry({ version, board: "quick.self.cpu-wasm" });
  const entries = [done.id, open.id];
  const of = (table: string, condition: string, ...values: unknown[]) =>
    rowsOf(`SELECT * FROM ${table} WHERE ${condition}`, ...values).then((rows) =>
      rows.map((row) => ({ table, row })),
    );
  const ofTrials = "trial IN (SELECT id FROM trials WHERE entry = ?)";
  const trials = await rowsOf("SELECT * FROM trials WHERE entry IN (?, ?)", ...entries);
  const rows = [
    await of("users", "name = ?", user),
    await of("tokens", "user = ?", user),
    await of("submissions", "owner = ?", user),
    await of("versions", "version = ?", version),
    await of("entries", "id IN (?, ?)", ...entries),
    await of("runners", "owner = ?", user),
    // Trials and records refer to each other.
    trials.map((row) => ({ table: "trials", row: { ...row, status: "queued", record: null } })),
    await of("records", ofTrials, done.id),
    await of("lost_leases", ofTrials, done.id),
    await of("turns", "user = ?", user),
    await of("entry_results", "entry IN (?, ?)", ...entries),
    (await of("boards", "TRUE")).map(({ table, row }) => ({ table, row: { ...row, entries: 0 } })),
  ].flat();
  await client.cancelEntry(open.id);
  return {
    user,
    token,
    name,
    runner,
    done,
    open,
    rows,
    finished: trials.filter(({ status }) => status === "finished"),
  };
}

async function write({ rows, finished }: Awaited<ReturnType<typeof makeData>>): Promise<void> {
  const statements = await Promise.all(rows.map(({ table, row }) => insert(table, row)));
  const links = finished.map(({ id, record }) =>
    OLD_DB.prepare("UPDATE trials SET status = 'finished', record = ? WHERE id = ?").bind(record, id),
  );
  const hasBoards = (await insert("boards", { id: "" })) !== null;
  const count = OLD_DB.prepare("UPDATE boards SET entries = entries + 1, revision = revision + 1");
  await OLD_DB.batch([
    ...statements.flatMap((statement) => (statement === null ? [] : [statement])),
    ...links,
    ...(hasBoards ? [count] : []),
  ]);
}

/** What a view says beside audits: today's platform has made some meanwhile, and their tables were not there in every version. */
const besideAudits = (view: unknown): unknown =>
  JSON.parse(
    JSON.stringify(view, (key, value) =>
      ["trust", "records", "audits", "auditing"].includes(key) ? undefined : value,
    ),
  );

test("a database with data of every earlier version is read through the API as it was written, and goes on", async () => {
  const made: Awaited<ReturnType<typeof makeData>>[] = [];
  for (const at of TEST_MIGRATIONS.keys()) made.push(await makeData(at));
  const today = visitor;
  for (const [at, data] of made.entries()) {
    await applyD1Migrations(
      OLD_DB as Parameters<typeof applyD1Migrations>[0],
      TEST_MIGRATIONS.slice(0, at + 1),
    );
    await write(data);
  }
  const { results } = await OLD_DB.prepare("PRAGMA foreign_key_check").all();
  expect(results).toEqual([]);
  const then = clientOf(undefined, { DB: OLD_DB });
  const board = await then.board("smoke.self.cpu-wasm");
  expect(board.rows.map(({ submission }) => submission).sort()).toEqual(made.map(({ name }) => name).sort());
  const withLibraries = TEST_MIGRATIONS.findIndex(({ name }) => name.includes("libraries"));
  for (const [at, { name, user, done, open }] of made.entries()) {
    expect(besideAudits(await then.entry(done.id)), name).toEqual(besideAudits(await today.entry(done.id)));
    expect(await then.entry(open.id), name).toMatchObject({
      status: "queued",
      trials: { total: 9, finished: 0 },
    });
    const [trial] = done.trialGrid;
    const id = trial?.id ?? "";
    expect(besideAudits(await then.trial(id)), name).toEqual(besideAudits(await today.trial(id)));
    expect(await then.record(id), name).toEqual(await today.record(id));
    expect((await then.entries({ owner: user })).map(({ id }) => id).sort(), name).toEqual(
      [done.id, open.id].sort(),
    );
    const version = await today.version(done.version);
    // Which library a version was checked with is written down from then on.
    const library = at < withLibraries ? null : version.library;
    expect(await then.version(done.version), name).toEqual({ ...version, library });
  }
  for (const { name, user, token, runner } of made) {
    // Older tokens had one role.
    const client = clientOf(token, { DB: OLD_DB });
    const me = await client.me();
    expect(me.user).toBe(user);
    expect(me.scopes).toContain("runner");
    const lease = await client.lease(runner);
    if (lease === null) throw new Error(`there is nothing for the runner ${name}`);
    expect(await client.report(lease.trial, { attempt: lease.attempt, record: honest(lease) })).toMatchObject(
      {
        status: "finished",
      },
    );
  }
}, 120_000);
