import type { Compared, ComparedPair, ComparisonView } from "../schema/api/compare.ts";
import type { Measure } from "../schema/measures.ts";
import { type ComparedStudies, compareSubmissions, type SubmissionsCompared } from "./compareSubmissions.ts";
import { scoreStudies } from "./scoreBoard.ts";
import { tableOfStudies } from "./studyTimes.ts";
import { timeOrNull } from "./workloadTime.ts";

/** One of those compared: what it is, and what it did. */
export interface ComparedInput
  extends Pick<
    Compared,
    | ("label" | "submission" | "version" | "number" | "entry" | "trust" | "provisional")
    | ("bytesPerStep" | "criticalPart" | "privacy")
  > {
  readonly studies: ComparedStudies;
}

/** A comparison as the API, the site and the CLI show it: times, differences, and scores among those compared alone. */
export function comparisonView(options: {
  readonly measure: Measure;
  readonly rMax: number;
  readonly workloads: readonly { readonly id: string; readonly variantOf: string | null }[];
  readonly compared: readonly ComparedInput[];
}): ComparisonView {
  const { measure, rMax, workloads, compared } = options;
  const ids = workloads.map(({ id }) => id);
  const timesOf = (at: number, workload: string) =>
    (compared[at]?.studies[workload] ?? []).map(({ time }) => time);
  const most = Math.max(1, ...compared.flatMap((_, at) => ids.map((id) => timesOf(at, id).length)));
  const names = compared.map((_, at) => String(at));
  const { rows, beats } = scoreStudies({
    workloads,
    studies: tableOfStudies({ submissions: names, workloads: ids, studies: most, timesOf }),
    rMax,
    baseline: null,
    compared: compared.length,
  });
  const places = names.map((name) => rows.findIndex(({ submission }) => submission === name));
  const { pairs, tied } = compareSubmissions(
    compared.map(({ studies }) => studies),
    ids,
  );
  return {
    measure,
    workloads: ids,
    rMax,
    compared: compared.map(({ studies, ...one }, at) => {
      const row = rows[places[at] as number];
      return {
        ...one,
        studies: Object.fromEntries(
          ids.map((id) => [id, (studies[id] ?? []).map(({ time }) => timeOrNull(time))]),
        ),
        times: Object.fromEntries(
          ids.map((id) => [id, timeOrNull(row?.times[id] ?? Number.POSITIVE_INFINITY)]),
        ),
        score: row?.score ?? 0,
        scoreInterval: row?.scoreInterval ? [...row.scoreInterval] : null,
      };
    }),
    pairs: pairs.map(pairView),
    beats: beats && places.map((one) => places.map((other) => beats[one]?.[other] ?? 0.5)),
    tied: tied.map((group) => [...group]),
  };
}

type Ends = readonly [number, number] | null;
const ends = (interval: Ends): [number | null, number | null] | null =>
  interval && [timeOrNull(interval[0]), timeOrNull(interval[1])];
const orNull = (value: number | null): number | null => (value === null ? null : timeOrNull(value));

function pairView(pair: SubmissionsCompared): ComparedPair {
  return {
    ...pair,
    ratioInterval: ends(pair.ratioInterval),
    workloads: Object.fromEntries(
      Object.entries(pair.workloads).map(([id, compared]) => [
        id,
        {
          ...compared,
          difference: orNull(compared.difference),
          differenceInterval: ends(compared.differenceInterval),
          ratioInterval: ends(compared.ratioInterval),
        },
      ]),
    ),
  };
}
