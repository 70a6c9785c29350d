import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readBoard } from "../../apps/api/boards/makeView.ts";
import { rebuildBoard } from "../../apps/api/boards/rebuildBoard.ts";
import { keptTables, wrong } from "../../apps/api/test/whatHolds.ts";
import { parseBoardId } from "../../packages/core/schema/boardId.ts";
import { boardView } from "../../packages/core/score/boardView.ts";
import { auditedRanks } from "../../packages/core/score/rankSetting.ts";
import { card, suite } from "../../packages/workloads/catalogue.ts";
import { databaseFile, localD1 } from "../platform/localD1.ts";
import { truthOf } from "./fakeTrials.ts";
import { board as boardId, type Storm } from "./storm.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** Entries whose withdrawals are still to be followed up. */
const dueEntries = `
  SELECT changed.value AS entry FROM follow_ups, json_each(follow_ups.entries) AS changed WHERE kind = 'changed'
  UNION SELECT trials.entry FROM withdrawn_records JOIN trials ON trials.id = withdrawn_records.trial
  WHERE withdrawn_at IN (SELECT at FROM follow_ups WHERE kind = 'changed')`;

export interface Findings {
  readonly violations: string[];
  readonly summary: Readonly<Record<string, number>>;
}

/** Looks at a copy of a platform's database while nobody asks it anything. `isOver`: the honest have done all that there was to do. */
export async function checkInvariants(state: string, storm: Storm, isOver: boolean): Promise<Findings> {
  const copy = join(state, "copy.sqlite");
  await rm(copy, { force: true });
  const source = new DatabaseSync(databaseFile(state));
  source.exec(`VACUUM INTO '${copy}'`);
  source.close();
  const { database, sqlite } = localD1(copy);
  const all = (text: string) => sqlite.prepare(text).all() as Row[];
  const violations: string[] = [];
  const found = (what: string, rows: readonly Row[]) => {
    if (rows.length > 0)
      violations.push(`${what}: ${rows.length}, such as ${JSON.stringify(rows.slice(0, 3))}`);
  };
  try {
    found("rows that point nowhere", all("PRAGMA foreign_key_check"));
    for (const [what, text] of Object.entries(wrong)) found(what, all(text));
    found(
      "records that nobody reported",
      records(all)
        .filter(({ key }) => !storm.told.has(key))
        .map(({ row }) => row),
    );
    found(
      "honest records that an audit withdrew",
      all(
        `SELECT w.trial, w.attempt, w.runner, w.reason FROM withdrawn_records AS w JOIN voids ON voids.id = w.void WHERE voids.by IS NULL`,
      ).filter(
        ({ trial, attempt, runner }) =>
          !storm.lies.has(`${trial} ${attempt}`) && !storm.liarRunners.has(String(runner)),
      ),
    );
    found(
      "honest runners that an audit found wrong",
      all(`SELECT subject, reason FROM voids WHERE kind = 'runner' AND by IS NULL`).filter(({ subject }) =>
        storm.honestRunners.has(String(subject)),
      ),
    );
    const board = parseBoardId(boardId);
    // What an audit has withdrawn is brought up to date after its answer: whoever looks in between finds it noted as due.
    const due = new Set(all(dueEntries).map(({ entry }) => entry));
    const rowsOf = (text: string) =>
      all(text)
        .filter(({ entry, id }) => !due.has(entry ?? id ?? null))
        .map((row) => JSON.stringify(row));
    const tables = Object.entries(keptTables).filter(([name]) => due.size === 0 || name !== "turns");
    const kept = tables.map(([name, text]) => [name, text, rowsOf(text)] as const);
    await rebuildBoard(database, board, Date.now());
    for (const [name, text, before] of kept) {
      const after = rowsOf(text);
      const was = before.filter((row) => !after.includes(row)).slice(0, 3);
      const is = after.filter((row) => !before.includes(row)).slice(0, 3);
      if (was.length + is.length === 0) continue;
      violations.push(
        `${name} is not what rebuilding gives: ${was.join(" ")} should be ${is.join(" ")}; due are ${[...due].join(", ")}`,
      );
    }
    if (isOver) {
      found(
        "trials that were lost",
        all(
          `SELECT trials.id, status, reason FROM trials JOIN entries ON entries.id = trials.entry WHERE cancelled_at IS NULL AND voided_at IS NULL AND status <> 'finished'`,
        ),
      );
      found(
        "audits that nobody finished",
        all(
          `SELECT audits.id, audits.trial, audits.status FROM audits JOIN trials ON trials.id = audits.trial JOIN entries ON entries.id = trials.entry WHERE cancelled_at IS NULL AND voided_at IS NULL AND audits.status IN ('queued', 'leased')`,
        ),
      );
    }
    const gains = gainingLies(all, storm);
    if (isOver) violations.push(...(await ranksUnder(database, sqlite, board, gains)));
    const lies = records(all).filter(({ key }) => storm.lies.has(key));
    return {
      violations,
      summary: {
        trials: all("SELECT id FROM trials").length,
        entries: all("SELECT id FROM entries").length,
        records: records(all).length,
        withdrawn: all("SELECT id FROM withdrawn_records").length,
        audits: all("SELECT id FROM audits").length,
        "lies told": storm.lies.size,
        "lies that still count": lies.length,
        "of these gain": gains.length,
      },
    };
  } finally {
    sqlite.close();
    await rm(copy, { force: true });
  }
}

type All = (text: string) => Row[];

const records = (all: All) =>
  all("SELECT trial, attempt, runner FROM records").map((row) => ({
    row,
    key: `${row["trial"]} ${row["attempt"]}`,
  }));

interface Gain {
  readonly trial: string;
  readonly truth: number | null;
}

/** Lies that count and say sooner than the truth: those that buy a rank. */
const gainingLies = (all: All, storm: Storm): Gain[] =>
  all(
    "SELECT records.trial, records.attempt, target_seconds, workload, seed, study FROM records JOIN trials ON trials.id = records.trial",
  ).flatMap((row) => {
    if (!storm.lies.has(`${row["trial"]} ${row["attempt"]}`)) return [];
    const truth = truthOf({
      workload: String(row["workload"]),
      seed: Number(row["seed"]),
      study: Number(row["study"]),
    });
    const said = row["target_seconds"];
    return said !== null && (truth === null || Number(said) < truth)
      ? [{ trial: String(row["trial"]), truth }]
      : [];
  });

/** Puts the truth in their place, and compares the first ranks. */
async function ranksUnder(
  database: Parameters<typeof readBoard>[0],
  sqlite: DatabaseSync,
  board: ReturnType<typeof parseBoardId>,
  gains: readonly Gain[],
): Promise<string[]> {
  const firstRanks = async () => {
    const { entries } = await readBoard(database, board, "reference");
    const suiteOfBoard = suite(board.suite);
    const { rows } = boardView({
      board,
      suite: suiteOfBoard,
      cards: suiteOfBoard.workloads.map(card),
      measure: "reference",
      official: "reference",
      entries: entries.filter(({ finished, trials }) => finished >= trials),
      updatedAt: new Date(0).toISOString(),
      resamples: 0,
    });
    return rows
      .filter(({ rank }) => rank <= auditedRanks)
      .map(({ rank, submission, number }) => `${rank}. ${submission} ${number}`)
      .join(", ");
  };
  const said = await firstRanks();
  for (const { trial, truth } of gains) {
    sqlite
      .prepare(
        "UPDATE records SET target_seconds = ?, target_charged = json_set(target_charged, '$.reference', ?) WHERE trial = ?",
      )
      .run(truth, truth, trial);
    if (truth === null) sqlite.prepare("UPDATE records SET target_charged = NULL WHERE trial = ?").run(trial);
  }
  await rebuildBoard(database, board, Date.now());
  const truly = await firstRanks();
  return said === truly ? [] : [`lies bought ranks: the board says ${said}; truly ${truly}`];
}
