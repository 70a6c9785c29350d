import type { BoardRow, BoardView } from "../schema/api/boards.ts";
import type { Table } from "../schema/table.ts";

/** The rows of a board that a page shows, as a table to take along: verified ones, then self-reported ones. */
export function boardTable(view: BoardView): Table {
  const { workloads, details } = view;
  const text = (name: string) => ({ name, type: "text" as const });
  const number = (name: string) => ({ name, type: "number" as const });
  const interval = (ends: readonly [number, number] | null) => (ends === null ? [null, null] : [...ends]);
  const hasRank = (row: BoardRow) => !row.provisional && row.superseded !== true;
  const rowOf = (row: BoardRow): (string | number | null)[] => {
    const more = details?.[row.entry];
    return [
      ...[row.entry, row.submission, row.number, row.version, row.trust],
      ...[hasRank(row) ? row.rank : null, ...interval(hasRank(row) ? row.rankInterval : null)],
      ...[row.score, ...interval(row.scoreInterval), row.speedup, row.speedupOver],
      ...[row.progress.finished, row.progress.total],
      ...workloads.map((id) => row.times[id] ?? null),
      ...(details === undefined
        ? []
        : [
            ...[more?.authors.join(", ") ?? null, more?.paper ?? null, more?.stateBytesPerParameter ?? null],
            ...[more?.enteredAt ?? null, more?.chargedSeconds ?? null, more?.steps ?? null],
            ...[more?.gradients ?? null, more?.gradientsOver ?? null, more?.gradientsOfAll ?? null],
            ...[more?.bytesSent ?? null, more?.criticalSeconds ?? null],
            ...[more?.privacy?.epsilon ?? null, more?.privacy?.delta ?? null],
          ]),
    ];
  };
  return {
    name: `${view.id}-${view.measure}`,
    columns: [
      ...[text("entry"), text("submission"), number("version_number"), text("version"), text("trust")],
      ...[number("rank"), number("rank_low"), number("rank_high")],
      ...[
        number("score"),
        number("score_low"),
        number("score_high"),
        number("speedup"),
        number("speedup_over"),
      ],
      ...[number("trials_finished"), number("trials")],
      ...workloads.map((id) => number(`time_${id}`)),
      ...(details === undefined
        ? []
        : [
            ...[text("authors"), text("paper"), number("state_bytes_per_parameter")],
            ...[text("entered_at"), number("charged_seconds"), number("steps")],
            ...[number("gradients"), number("gradients_over"), number("gradients_of_all_trials")],
            ...[number("bytes_sent"), number("critical_seconds")],
            ...[number("stated_epsilon"), number("stated_delta")],
          ]),
    ],
    rows: [...view.rows, ...view.selfReported].map(rowOf),
  };
}
