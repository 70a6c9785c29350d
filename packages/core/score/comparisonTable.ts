import type { Compared, ComparisonView } from "../schema/api/compare.ts";
import type { Table } from "../schema/table.ts";

/** A comparison as one table: a row for each pair and workload, and one over all workloads. */
export function comparisonTable({ compared, pairs, workloads, measure }: ComparisonView): Table {
  const label = (at: number): string => compared[at]?.label ?? "";
  return {
    name: "comparison",
    columns: [
      { name: "one", type: "text" },
      { name: "other", type: "text" },
      { name: "workload", type: "text" },
      { name: "measure", type: "text" },
      { name: "time_one", type: "number" },
      { name: "time_other", type: "number" },
      { name: "difference", type: "number" },
      { name: "difference_low", type: "number" },
      { name: "difference_high", type: "number" },
      { name: "ratio", type: "number" },
      { name: "ratio_low", type: "number" },
      { name: "ratio_high", type: "number" },
      { name: "probability_one_faster", type: "number" },
      { name: "p_value", type: "number" },
      { name: "p_value_corrected", type: "number" },
      { name: "bytes_per_step_one", type: "number" },
      { name: "bytes_per_step_other", type: "number" },
      { name: "critical_part_one", type: "number" },
      { name: "critical_part_other", type: "number" },
      { name: "stated_epsilon_one", type: "number" },
      { name: "stated_epsilon_other", type: "number" },
      { name: "stated_delta_one", type: "number" },
      { name: "stated_delta_other", type: "number" },
    ],
    rows: pairs.flatMap((pair) => [
      ...workloads.map((id) => {
        const on = pair.workloads[id];
        return [
          ...[label(pair.one), label(pair.other), id, measure],
          ...[compared[pair.one]?.times[id] ?? null, compared[pair.other]?.times[id] ?? null],
          ...[on?.difference ?? null, ...ends(on?.differenceInterval)],
          ...[on?.ratio ?? null, ...ends(on?.ratioInterval)],
          ...[on?.probability ?? null, ...Array<null>(10).fill(null)],
        ];
      }),
      [
        ...[label(pair.one), label(pair.other), "all", measure],
        ...[null, null, null, null, null],
        ...[pair.ratio, ...ends(pair.ratioInterval)],
        ...[null, pair.pValue, pair.adjusted],
        ...[
          (one: Compared | undefined) => one?.bytesPerStep,
          (one: Compared | undefined) => one?.criticalPart,
          (one: Compared | undefined) => one?.privacy?.epsilon,
          (one: Compared | undefined) => one?.privacy?.delta,
        ].flatMap((of) => [of(compared[pair.one]) ?? null, of(compared[pair.other]) ?? null]),
      ],
    ]),
  };
}

const ends = (interval: readonly [number | null, number | null] | null | undefined): (number | null)[] =>
  interval === null || interval === undefined ? [null, null] : [...interval];
