import type { BoardMilestones, BoardStudies } from "@steepest/core/schema/api/boards.ts";
import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import { type Milestone, studyMilestones } from "@steepest/core/score/milestones.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { boardKey } from "./boardKey.ts";

/** Records that one answer is made of: some kilobytes each. */
const mostRecords = 10_000;

interface Row {
  readonly entry: string;
  readonly workload: string;
  readonly study: number;
  readonly milestones: string | null;
}

/** When the studies of a board reached easier targets, for the entries of its study times. Throws a 400 problem of a board with too many records. */
export async function viewMilestones(
  database: Database,
  board: Board,
  { id, measure, workloads, studies, entries }: BoardStudies,
): Promise<BoardMilestones> {
  const rows = await database.all<Row>(sql`
    SELECT trials.entry AS entry, trials.workload AS workload, trials.study AS study, records.milestones AS milestones
    FROM records CROSS JOIN trials ON trials.id = records.trial
    WHERE records.board = ${boardKey(board)} LIMIT ${mostRecords + 1}`);
  if (rows.length > mostRecords) throw tooMany(board);
  const byEntry = Map.groupBy(rows, ({ entry }) => entry);
  const columns = workloads.map((workload) => ({
    id: workload.id,
    direction: card(workload.id).metric.direction,
    target: workload.target,
  }));
  return {
    id,
    measure,
    workloads: columns,
    entries: entries.map(({ entry }) => {
      const own = byEntry.get(entry) ?? [];
      return {
        entry,
        milestones: columns.map((column) =>
          Array.from({ length: studies }, (_, study) => {
            const trials = own
              .filter((row) => row.workload === column.id && row.study === study)
              .map((row) => JSON.parse(row.milestones ?? "[]") as Milestone[]);
            return studyMilestones(trials, column.direction, measure).map(([value, time]) => [value, time]);
          }),
        ),
      };
    }),
    unknown: entries.reduce(
      (sum, { entry }) =>
        sum + (byEntry.get(entry) ?? []).filter(({ milestones }) => milestones === null).length,
      0,
    ),
  };
}

const tooMany = (board: Board): ApiProblem =>
  new ApiProblem(400, "too-many-records", {
    title: `Of ${formatBoardId(board)}, relaxed targets are not computed.`,
    detail: `It has more than ${mostRecords} records.`,
    solution: "Take its records from GET /v1/export and score them by other targets yourself.",
  });
