import type { R2Bucket } from "@cloudflare/workers-types";
import {
  type ComparedCurve,
  type CompareView,
  mostCompared,
  mostCurves,
} from "@steepest/core/schema/api/compare.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { besideTimes } from "@steepest/core/score/besideTimes.ts";
import type { ComparedInput } from "@steepest/core/score/comparisonView.ts";
import { comparisonView } from "@steepest/core/score/comparisonView.ts";
import { card, hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { and, eq, inArray, type SQL } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, records, trials, versions } from "../database/schema.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { curvesOf, type GridTrial, timeOf } from "./curvesOf.ts";

interface Asked {
  /** Ids, in the order in which they are to be shown. */
  readonly entries: readonly string[];
  readonly measure: Measure | undefined;
  /** Workloads whose runs are to be drawn. */
  readonly curves: readonly string[];
  /** Which entries may be shown (`visibleTo`). */
  readonly visible: SQL;
}

/** Compares entries of one board. Reads their own trials alone, whatever the board holds. Throws problems: 404 of what cannot be seen, 400 of what cannot be compared. */
export async function compareEntries(
  database: Database,
  store: R2Bucket,
  { entries: ids, measure: wanted, curves, visible }: Asked,
): Promise<CompareView> {
  const found = await readEntries(database, ids, visible);
  const [{ entry: first }] = found as [Found, ...Found[]];
  const board = { suite: first.suite, ruleset: first.ruleset, hardwareClass: first.hardwareClass };
  const { workloads, rMax, rulesets } = suite(board.suite);
  const measure = wanted ?? hardwareClass(board.hardwareClass).measure;
  const drawn = workloads.filter((id) => curves.includes(id));
  if (drawn.length * ids.length > mostCurves) throw tooManyCurves(drawn.length, ids.length);
  const grid = await readTrials(database, ids);
  const compared = found.map(({ entry, version }): ComparedInput => {
    const own = grid.filter((trial) => trial.entry === entry.id);
    const isOnlyVersion = found.every(
      (other) => other.version.submission !== version.submission || other.entry.id === entry.id,
    );
    return {
      label: isOnlyVersion ? version.submission : labelOf(entry, version),
      submission: version.submission,
      version: version.version,
      number: version.number,
      entry: entry.id,
      trust: entry.trust,
      provisional: entry.finishedAt === null,
      ...besideTimes(own),
      studies: Object.fromEntries(
        workloads.map((id) => [
          id,
          studiesOf(
            own.filter(({ workload }) => workload === id),
            rulesets[board.ruleset].studies,
            measure,
          ),
        ]),
      ),
    };
  });
  return {
    board: formatBoardId(board),
    ...comparisonView({
      measure,
      rMax,
      workloads: workloads.map((id) => ({ id, variantOf: card(id).variantOf })),
      compared,
    }),
    curves: await curvesOf(store, grid, ids, drawn, measure),
  };
}

/** Of each of up to eight entries of one board its best run of a workload. Throws the same problems; one entry is enough. */
export async function drawEntries(
  database: Database,
  store: R2Bucket,
  { entries: ids, workload, measure: wanted, visible }: Omit<Asked, "curves"> & { readonly workload: string },
): Promise<ComparedCurve[]> {
  const [first] = await readEntries(database, ids, visible, 1);
  const measure = wanted ?? hardwareClass((first as Found).entry.hardwareClass).measure;
  return curvesOf(store, await readTrials(database, ids), ids, [workload], measure, "best");
}

/** Two entries of one version differ in trust alone. */
const labelOf = (entry: Found["entry"], version: Found["version"]): string =>
  `${version.submission} v${version.number}${entry.trust === "self-reported" ? " (self-reported)" : ""}`;

type Found = { readonly entry: typeof entries.$inferSelect; readonly version: typeof versions.$inferSelect };

async function readEntries(
  database: Database,
  ids: readonly string[],
  visible: SQL,
  least = 2,
): Promise<Found[]> {
  const distinct = new Set(ids);
  if (distinct.size < least || distinct.size > mostCompared || distinct.size < ids.length) {
    throw new ApiProblem(400, "bad-comparison", {
      title: `A comparison is of ${least === 1 ? "one" : "two"} to ${mostCompared} different entries.`,
      detail: `${ids.length} were named, ${distinct.size} of them different.`,
      solution: "Name their ids in `entries`, separated by commas.",
    });
  }
  const rows = await database
    .select({ entry: entries, version: versions })
    .from(entries)
    .innerJoin(versions, eq(versions.version, entries.version))
    .where(and(inArray(entries.id, [...ids]), visible));
  const found = ids.map((id) => {
    const row = rows.find(({ entry }) => entry.id === id);
    if (row === undefined) throw notFound("entry", id, "GET /v1/entries");
    return row;
  });
  const boards = new Set(
    found.map(({ entry }) => `${formatBoardId(entry)}, suite version ${entry.suiteVersion}`),
  );
  const stale = found.find(({ entry }) => entry.suiteVersion !== suite(entry.suite).version);
  if (boards.size > 1 || stale !== undefined) {
    throw new ApiProblem(400, "not-comparable", {
      title: "Results are comparable within a board only.",
      detail:
        boards.size > 1
          ? `These entries are on ${[...boards].join(" and ")}.`
          : `${stale?.entry.id} is of an earlier version of its suite.`,
      solution: "Compare entries of one board, at its suite's present version.",
    });
  }
  return found;
}

const tooManyCurves = (workloads: number, ids: number): ApiProblem =>
  new ApiProblem(400, "too-many-curves", {
    title: `A comparison draws at most ${mostCurves} runs.`,
    detail: `${workloads} workloads of ${ids} entries are ${workloads * ids}.`,
    solution: "Name fewer workloads in `curves`.",
  });

const readTrials = (database: Database, ids: readonly string[]): Promise<GridTrial[]> =>
  database
    .select({
      id: trials.id,
      entry: trials.entry,
      workload: trials.workload,
      study: trials.study,
      seed: trials.seed,
      sha256: records.sha256,
      charged: records.targetCharged,
      steps: records.steps,
      chargedSeconds: records.chargedSeconds,
      criticalSeconds: records.criticalSeconds,
      bytesSent: records.bytesSent,
      epsilon: records.epsilon,
      delta: records.delta,
    })
    .from(trials)
    .leftJoin(records, eq(records.trial, trials.id))
    .where(inArray(trials.entry, [...ids]))
    .orderBy(trials.position);

/** Each planned study with its seeds; one without a trial that reached is not reached. */
function studiesOf(grid: readonly GridTrial[], planned: number, measure: Measure) {
  return Array.from({ length: planned }, (_, study) => {
    const own = grid.filter((trial) => trial.study === study);
    return {
      seeds: own.length === 0 ? null : JSON.stringify(own.map(({ seed }) => seed)),
      time: Math.min(Number.POSITIVE_INFINITY, ...own.map((trial) => timeOf(trial, measure))),
    };
  });
}
