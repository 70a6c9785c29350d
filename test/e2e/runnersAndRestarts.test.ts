import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EntryDetail } from "../../packages/core/schema/api/entries.ts";
import { sourceNamed } from "./sources.ts";
import { smokeBoard, startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform?.stop());

async function enter(name: string): Promise<EntryDetail> {
  const { version } = await platform.client.createSubmission(sourceNamed(name));
  return platform.client.createEntry({ version, board: smokeBoard });
}

/** Polls the entry until it is as wanted; the test's own timeout ends a wait that is in vain. */
async function waitFor(id: string, wanted: (entry: EntryDetail) => boolean): Promise<EntryDetail> {
  while (true) {
    const entry = await platform.client.entry(id).catch(() => null);
    if (entry !== null && wanted(entry)) return entry;
    await delay(100);
  }
}

/** Not by its progress, which is told every few seconds: a quick machine is through by then. */
const isTraining = ({ trialGrid: [trial] }: EntryDetail) => trial?.status === "leased";
const isOver = ({ status }: EntryDetail) => status === "complete" || status === "cancelled";

async function recordsOnBoard(submission: string): Promise<number> {
  let count = 0;
  for await (const record of platform.client.exportRecords(smokeBoard)) {
    if (record.submission.name === submission) count++;
  }
  return count;
}

test("a trial whose runner is killed is leased again, by another runner, and counts once", async () => {
  const { id } = await enter("killed_once");
  const doomed = platform.startRunner("doomed");
  const training = await waitFor(id, isTraining);
  expect(training.trialGrid[0]).toMatchObject({ status: "leased", attempt: 1 });
  await doomed.kill();

  platform.startRunner("heir");
  const over = await waitFor(id, isOver);
  expect(over.trialGrid).toHaveLength(1);
  expect(over.trialGrid[0]).toMatchObject({ status: "finished", attempt: 2 });
  expect(over.trials).toMatchObject({ total: 1, finished: 1, running: 0, failed: 0 });
  expect(await recordsOnBoard("killed_once")).toBe(1);
});

test("a runner outlives a restart of the API and reports the trial that it ran meanwhile", async () => {
  const { id } = await enter("restarted");
  await waitFor(id, isTraining);
  await platform.restart();
  const over = await waitFor(id, isOver);
  expect(over.status).toBe("complete");
  expect(over.trialGrid[0]).toMatchObject({ status: "finished", attempt: 1 });
  expect(await recordsOnBoard("restarted")).toBe(1);

  const board = await platform.client.board(smokeBoard);
  expect(board.rows.map((row) => row.submission).sort()).toEqual(["killed_once", "restarted"]);
  expect(board.rows.every((row) => !row.provisional)).toBe(true);
});

test("the same version cannot enter the same board twice, and is told which entry it has", async () => {
  const { version } = await platform.client
    .submission("restarted")
    .then(({ history }) => history[0] ?? { version: "" });
  const [entry] = await platform.client.entries({ submission: "restarted" });
  await expect(platform.client.createEntry({ version, board: smokeBoard })).rejects.toMatchObject({
    status: 409,
    problem: { existing: entry?.id },
  });
});
