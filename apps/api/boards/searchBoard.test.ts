import type { BoardFilter } from "@steepest/core/schema/api/boardFilter.ts";
import { beforeAll, expect, test } from "vitest";
import { clientFor, enter, register, sourceOf, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";

const self = "quick.self.cpu-wasm";

beforeAll(async () => {
  const ada = await clientFor("submitter", "ada");
  const machine = await clientFor("runner", "machine");
  const { id } = await register(machine, "machine-1");
  // In the order of their ranks; the third reaches nothing, the last is not run.
  for (const [name, seconds] of [
    ["zeta", 1],
    ["alpha", 2],
    ["zeta_two", null],
  ] as const) {
    await enter(ada, name);
    for (let lease = await machine.lease(id); lease !== null; lease = await machine.lease(id)) {
      await machine.report(lease.trial, {
        attempt: lease.attempt,
        record: recordOf(runOfLease(lease), seconds),
      });
    }
  }
  await enter(ada, "waiting");
}, 60_000);

test("a board is searched and sorted as a whole, and says more of its rows where it is asked", async () => {
  const whole = await visitor.board(self);
  const first = whole.rows[0] as NonNullable<(typeof whole.rows)[0]>;
  const found = await visitor.board(self, undefined, 1, {
    find: first.submission.toUpperCase(),
    details: true,
  });
  // Ranks stay those of the whole board.
  expect(found.rows.find(({ entry }) => entry === first.entry)).toEqual(first);
  expect(found.rows.every(({ submission }) => submission.includes(first.submission))).toBe(true);
  expect(found.totals.rows).toBe(found.rows.length);
  expect(found.details?.[first.entry]).toMatchObject({ authors: [], paper: null, steps: expect.any(Number) });
  expect((await visitor.board(self, undefined, 7, { find: "no such name" })).rows).toEqual([]);
  const names = (await visitor.board(self, undefined, 1, { sort: "submission" })).rows.map(
    ({ submission }) => submission,
  );
  expect(names).toEqual(whole.rows.map(({ submission }) => submission).sort());
  const times = (await visitor.board(self, undefined, 1, { sort: "brown_lm" })).rows.map(
    ({ times }) => times["brown_lm"] ?? Number.POSITIVE_INFINITY,
  );
  expect(times).toEqual([...times].sort((a, b) => (a === b ? 0 : a - b)));
  expect(await problemOf(visitor.board(self, undefined, 1, { sort: "colour" }))).toMatchObject({
    ...{ status: 400, code: "unknown-order" },
  });
});

test("all versions are shown where they are asked for: earlier ones have no rank, and move nobody's", async () => {
  const ada = await clientFor("submitter", "ada");
  const machine = await clientFor("runner", "machine");
  const { id } = await register(machine, "machine-1");
  const before = await visitor.board(self);
  const [first] = before.rows;
  // A later version of the first, slower than all that reach the target.
  const { files, entry: main } = sourceOf(first?.submission ?? "");
  const { version } = await ada.createSubmission({
    files: { [main]: `${files[main]}// another version` },
    entry: main,
  });
  const later = await ada.createEntry({ version, board: self });
  for (let lease = await machine.lease(id); lease !== null; lease = await machine.lease(id)) {
    const record = recordOf(runOfLease(lease), lease.entry === later.id ? 3 : 5);
    await machine.report(lease.trial, { attempt: lease.attempt, record });
  }
  const latest = await visitor.board(self);
  expect(latest.rows.map(({ entry }) => entry)).not.toContain(first?.entry);
  const all = await visitor.board(self, undefined, 1, { versions: "all", details: true });
  const earlier = all.rows.find(({ entry }) => entry === first?.entry);
  expect(earlier).toMatchObject({ superseded: true, rank: 1, rankInterval: null, times: first?.times });
  expect(all.rows[0]).toEqual(earlier);
  expect(all.rows.filter(({ superseded }) => superseded !== true)).toEqual(latest.rows);
  expect(all.totals.rows).toBe(latest.totals.rows + 1);
  // Of three workloads, each of which takes as many gradients as steps.
  expect(all.details?.[later.id]).toMatchObject({ gradientsOver: 3, gradients: expect.any(Number) });
  const byName = await visitor.board(self, undefined, 1, {
    versions: "all",
    sort: "submission",
    find: "zeta",
  });
  expect(byName.rows.map(({ submission, number }) => `${submission} ${number}`).sort()).toEqual([
    ...["zeta 1", "zeta 2", "zeta_two 1"],
  ]);
  const byTime = (await visitor.board(self, undefined, 1, { versions: "all", sort: "brown_lm" })).rows.map(
    ({ times }) => times["brown_lm"] ?? Number.POSITIVE_INFINITY,
  );
  expect(byTime).toEqual([...byTime].sort((a, b) => (a === b ? 0 : a - b)));
});

test("the study times of a board are those that its rows are made of", async () => {
  const [view, studies] = [await visitor.board(self), await visitor.boardStudies(self)];
  expect(studies.workloads.map(({ id }) => id)).toEqual(view.workloads);
  const shown = studies.entries.filter(({ ranked }) => ranked).map(({ entry }) => entry);
  expect(shown.sort()).toEqual(view.rows.map(({ entry }) => entry).sort());
  expect((await visitor.boardStudies("standard.external.cpu-wasm")).entries).toEqual([]);
});

test("rows are filtered by what their versions say, what a step of theirs cost, and when they were entered", async () => {
  const ada = await clientFor("submitter", "ada");
  const { files, entry: main } = sourceOf("told");
  const said = `name: "told", authors: ["Ada Lovelace", "Q"], paper: "arXiv 2409.11321", stateBytesPerParameter: 24,`;
  const source = { entry: main, files: { [main]: files[main]?.replace('name: "told",', said) ?? "" } };
  const told = await ada.createEntry({ version: (await ada.createSubmission(source)).version, board: self });
  const shown = async (filter: BoardFilter) => {
    const view = await visitor.board(self, undefined, 1, { ...filter, details: true });
    expect(view.totals.rows).toBe(view.rows.length);
    return view.rows;
  };
  const all = await shown({});
  for (const filter of [{ author: "lovelace" }, { paper: "2409" }, { stateFrom: 24, stateTo: 24 }])
    expect((await shown(filter)).map(({ entry }) => entry)).toEqual([told.id]);
  // Who says nothing is in no range, and ranks are those of the whole board.
  expect(await shown({ stateTo: 23 })).toEqual([]);
  const { details } = await visitor.board(self, undefined, 1, { details: true });
  const stepOf = (entry: string): number | null => {
    const { chargedSeconds = 0, steps = 0 } = details?.[entry] ?? {};
    return steps === 0 ? null : (1000 * chargedSeconds) / steps;
  };
  const steps = all.flatMap(({ entry }) => stepOf(entry) ?? []);
  const most = Math.min(...steps);
  expect(await shown({ stepTo: most })).toEqual(all.filter(({ entry }) => stepOf(entry) === most));
  expect(await shown({ stepFrom: most })).toHaveLength(steps.length);
  const today = new Date(told.createdAt).toISOString().slice(0, 10);
  expect(await shown({ enteredFrom: today, enteredTo: today, author: "Q" })).toHaveLength(1);
  expect(await shown({ enteredTo: "2020-01-01" })).toEqual([]);
  expect(await problemOf(visitor.board(self, undefined, 1, { enteredFrom: "once" }))).toMatchObject({
    status: 400,
  });
  // Of all trials of an entry, and of a record each.
  const first = all.find(({ entry }) => stepOf(entry) !== null);
  expect(details?.[first?.entry ?? ""]?.gradientsOfAll).toBeGreaterThan(0);
});
