import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { environment } from "../../apps/api/test/environment.ts";
import { recordOf, runOfLease } from "../../apps/api/test/recordOf.ts";
import { createClient } from "../../packages/core/schema/api/client.ts";
import { restoreBackup } from "../../scripts/backup/restoreBackup.ts";
import { saveBackup } from "../../scripts/backup/saveBackup.ts";
import { findFreePort } from "../../scripts/platform/requireFreePort.ts";
import { apiConfig, startPlatform } from "../../scripts/platform/startPlatform.ts";
import { sourceNamed } from "./sources.ts";
import { smokeBoard } from "./startTestPlatform.ts";

const adminToken = "stp_the-token-of-the-backup";
const folder = await mkdtemp(join(tmpdir(), "steepest-backup-"));
const [state, restored, saved] = [join(folder, "state"), join(folder, "restored"), join(folder, "saved")];
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = async (at: string) =>
  startPlatform({ port: await findFreePort(), state: at, adminToken, config: apiConfig });

/** Every row of every table. */
async function rowsIn(at: string): Promise<Record<string, unknown>> {
  const place = join(at, "v3/d1/miniflare-D1DatabaseObject");
  const [name = ""] = (await readdir(place)).filter((file) => /^[0-9a-f]{64}\.sqlite$/.test(file));
  const database = new DatabaseSync(join(place, name), { readOnly: true });
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 3) <> '_cf'")
    .all();
  const rows = Object.fromEntries(
    tables.map(({ name: table }) => [
      String(table),
      database
        .prepare(`SELECT * FROM "${table}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
  database.close();
  return rows;
}

/** What visitors read. */
const readFrom = (url: string, trial: string) =>
  Promise.all(
    [
      ...[
        `/boards/${smokeBoard}`,
        `/export?board=${smokeBoard}`,
        "/entries",
        "/submissions",
        "/voids",
        "/keys",
      ],
      ...[`/trials/${trial}/record`, `/trials/${trial}`],
    ].map(async (path) => {
      const answer = await fetch(`${url}/v1${path}`);
      expect(answer.status, path).toBe(200);
      return answer.text();
    }),
  );

/** What strangers write is in a backup, and must come out as it went in. */
const reason = `it's "over"; INSERT INTO "sqlite_sequence" ("name","seq") VALUES('events',1); -- \u{1F600} ?1 $1 \\`;

test("a backup of a running platform restores into an empty database, and everything reads as before", async () => {
  const platform = await start(state);
  const admin = createClient({ baseUrl: platform.url, token: adminToken });
  const clientOf = async (role: "submitter" | "runner") =>
    createClient({ baseUrl: platform.url, token: (await admin.createToken({ user: "ada", role })).token });
  const [ada, runner] = [await clientOf("submitter"), await clientOf("runner")];
  const { version } = await ada.createSubmission(sourceNamed("kept_for_good"));
  const entry = await ada.createEntry({ version, board: smokeBoard });
  const { id } = await runner.registerRunner({ name: "machine", environment });
  const lease = await runner.lease(id);
  if (lease === null) throw new Error("the queue is empty");
  await runner.report(lease.trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 1) });
  // A second one is void, with its record, for a reason of a kind.
  await ada.createEntry({
    version: (await ada.createSubmission(sourceNamed("gone"))).version,
    board: smokeBoard,
  });
  await admin.void({ kind: "user", subject: "ada", reason });
  await admin.liftVoid(1);
  let before: string[];
  try {
    before = await readFrom(platform.url, lease.trial);
    await saveBackup({ kind: "local", state }, saved);
  } finally {
    await platform.stop();
  }
  await restoreBackup({ kind: "local", state: restored }, saved);
  expect(await rowsIn(restored)).toEqual(await rowsIn(state));
  const again = await start(restored);
  try {
    expect(await readFrom(again.url, lease.trial)).toEqual(before);
    // It goes on: another event, with an id of its own.
    await createClient({ baseUrl: again.url, token: adminToken }).void({
      kind: "entry",
      subject: entry.id,
      reason: "a test",
    });
  } finally {
    await again.stop();
  }
  await expect(restoreBackup({ kind: "local", state: restored }, saved)).rejects.toMatchObject({
    code: "not-empty",
  });
  await expect(saveBackup({ kind: "local", state }, saved)).rejects.toMatchObject({ code: "backup-exists" });
});

test("what is no backup, or one of a newer version, is not begun with", async () => {
  const other = join(folder, "other");
  await mkdir(other);
  const restore = () => restoreBackup({ kind: "local", state: join(folder, "nowhere") }, other);
  await expect(restore()).rejects.toMatchObject({ code: "no-backup" });
  await writeFile(join(other, "database.sql"), "PRAGMA defer_foreign_keys=TRUE;\n");
  await expect(restore()).rejects.toMatchObject({ code: "backup-of-another-version" });
  const text = await readFile(join(saved, "database.sql"), "utf8");
  await writeFile(
    join(other, "database.sql"),
    text.replace("'0001_runner_calibration.sql'", "'9999_later.sql'"),
  );
  await expect(restore()).rejects.toMatchObject({ details: expect.stringContaining("9999_later.sql") });
  await expect(readdir(join(folder, "nowhere"))).rejects.toThrow("ENOENT");
});
