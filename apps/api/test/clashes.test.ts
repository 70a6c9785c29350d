import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { parseBoardId } from "@steepest/core/schema/boardId.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { rebuildBoard } from "../boards/rebuildBoard.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { honest, type Machine, machineOf, work } from "./machine.ts";
import { admin, bindings, clientFor, enter, visitor } from "./platform.ts";
import { keptTables, wrong } from "./whatHolds.ts";

// What operators and owners do, at the very time at which the trial, audit, runner or entry that it is done to is leased, reported or beaten for. `npm run chaos` plays the same
// over a platform of its own, for as long as one likes.

const board = "quick.self.cpu-wasm";
const database = openDatabase(bindings.DB);
/** More, and another state, look for more. */
const rounds = 2;
let state = 1;
/** xorshift32: what is done is the same each time, when it arrives is not. */
function below(count: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % count;
}
const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;

const all = (text: string) => database.all<Record<string, unknown>>(sql.raw(text));

async function expectNothingWrong(what: string): Promise<void> {
  for (const [name, text] of Object.entries(wrong)) expect(await all(text), `${what}: ${name}`).toEqual([]);
  const kept = async () =>
    Promise.all(Object.entries(keptTables).map(async ([name, text]) => [name, await all(text)]));
  const before = await kept();
  await rebuildBoard(database, parseBoardId(board), Date.now());
  expect(await kept(), what).toEqual(before);
}

interface Subject {
  readonly lease: Lease;
  readonly machine: Machine;
  readonly owner: string;
}

const reason = "at the same time";
const deeds: Readonly<Record<string, (subject: Subject) => Promise<unknown>>> = {
  ban: ({ machine }) => admin.actOnRunner(machine.id, { action: "ban", reason }),
  drain: ({ machine }) => admin.actOnRunner(machine.id, { action: "drain" }),
  banUser: ({ owner }) => admin.actOnUser(owner, { action: "ban", reason }),
  unbanUser: ({ owner }) => admin.actOnUser(owner, { action: "unban" }),
  hide: ({ lease }) => admin.hideEntry(lease.entry),
  show: ({ lease }) => admin.showEntry(lease.entry),
  withdraw: ({ lease }) => admin.withdrawEntry(lease.entry),
  cancel: ({ lease }) => admin.cancelEntry(lease.entry),
  rerun: ({ lease }) => admin.rerunEntry(lease.entry),
  transfer: ({ lease }) => admin.transferSubmission(lease.submission, pick(["ada", "bea"])),
  giveUp: ({ lease }) => admin.giveUpTrial(lease.trial, reason),
  requeue: ({ lease }) => admin.requeueTrial(lease.trial),
  challenge: ({ lease }) => admin.challenge(lease.trial),
  voidRecord: ({ lease }) => admin.void({ kind: "record", subject: lease.trial, reason }),
  voidEntry: ({ lease }) => admin.void({ kind: "entry", subject: lease.entry, reason }),
  voidRunner: ({ machine }) => admin.void({ kind: "runner", subject: machine.id, reason }),
  voidUser: ({ owner }) => admin.void({ kind: "user", subject: owner, reason }),
  enterAgain: ({ lease }) => admin.createEntry({ version: lease.version, board }),
};

/** Which leave nothing to clash about: seldom. */
const final = ["withdraw", "cancel", "voidEntry"];
const pickDeed = (): string => {
  const deed = pick(Object.keys(deeds));
  return final.includes(deed) && below(4) > 0 ? "challenge" : deed;
};

const acts: Readonly<Record<string, (subject: Subject) => Promise<unknown>>> = {
  report: ({ machine, lease }) =>
    machine.client.report(lease.trial, { attempt: lease.attempt, record: honest(lease) }),
  beat: ({ machine, lease }) =>
    machine.client.heartbeat(lease.trial, { attempt: lease.attempt, progress: null }),
  release: ({ machine, lease }) =>
    machine.client.release(lease.trial, { attempt: lease.attempt, cause: "crash", reason }),
  lease: ({ machine }) => machine.client.lease(machine.id),
};

test("administration and runners at one time: nothing is lost, counts twice or is kept wrong, and all of it ends", async () => {
  await clientFor("submitter", "bea");
  const ada = await clientFor("submitter", "ada");
  const owners = ["alba", "bert", "cleo", "dora"];
  const machines = await Promise.all(
    owners.map(async (owner) => ({ owner, machine: await machineOf(owner) })),
  );
  const forgive = async () => {
    for (const { id, liftedAt, kind } of await admin.voids())
      if (liftedAt === null && (kind === "runner" || kind === "user")) await admin.liftVoid(id);
    await database.run(sql`UPDATE runners SET banned_at = NULL, draining_at = NULL`);
    await database.run(sql`UPDATE users SET banned_at = NULL`);
  };
  for (let round = 0; round < rounds; round++) {
    for (const name of ["one", "two"].slice(0, 2 - (round % 2)))
      await enter(ada, `clashing_${name}_${round}`);
    const said: string[] = [];
    const clash = async ({ owner, machine }: (typeof machines)[number]) => {
      const lease = await machine.client.lease(machine.id);
      if (lease === null) return [];
      const subject = { lease, machine, owner };
      const chosen = [
        pick(["report", "report", "report", "beat", "release", "lease"]),
        ...Array.from({ length: 1 + below(3) }, pickDeed),
      ];
      if (below(2) === 0) chosen.reverse();
      said.push(`${owner}: ${chosen.join(" + ")}`);
      return Promise.allSettled(chosen.map((name) => (acts[name] ?? deeds[name])?.(subject)));
    };
    const ended = (await Promise.all(machines.map(clash))).flat();
    const what = `round ${round}, ${said.join(", ")}`;
    for (const one of ended) {
      if (one.status === "rejected") expect(one.reason.status, `${what}: ${one.reason}`).toBeLessThan(500);
    }
    await expectNothingWrong(what);
    await forgive();
  }
  for (let idle = 0; idle < 3; idle++) {
    await database.run(sql`UPDATE trials SET lease_expires_at = 1 WHERE status = 'leased'`);
    await database.run(sql`UPDATE audits SET lease_expires_at = 1 WHERE status = 'leased'`);
    for (const { id } of await admin.adminTrials("quarantined")) await admin.requeueTrial(id);
    for (const { machine } of machines) if ((await work(machine)).length > 0) idle = 0;
  }
  await expectNothingWrong("at the end");
  expect(
    await all(
      "SELECT trials.id, status FROM trials JOIN entries ON entries.id = trials.entry WHERE cancelled_at IS NULL AND voided_at IS NULL AND status <> 'finished'",
    ),
  ).toEqual([]);
  expect(
    await all("SELECT id, status FROM audits WHERE status IN ('queued', 'leased') AND set_aside_at IS NULL"),
  ).toEqual([]);
  expect((await visitor.board(board)).rows.length).toBeGreaterThan(0);
}, 600_000);
