import type { Measure } from "../schema/measures.ts";
import { bootstrap, defaultResamples, type Interval } from "./bootstrap.ts";
import { medianOfSorted } from "./median.ts";
import { fastestOf, type ProfileStep, performanceProfile, performanceRatio } from "./performanceProfile.ts";
import { ranks } from "./ranks.ts";
import { type ScoreRules, scoreTimes } from "./scoreTimes.ts";
import { speedup } from "./speedup.ts";
import { type MissingStudies, type StudyTimes, studyTimes } from "./studyTimes.ts";
import type { TrialResult } from "./trialResult.ts";
import { workloadGroups } from "./workloadGroups.ts";

interface BoardRules extends ScoreRules {
  /** In the order of the board; variants name a base workload of the same list. */
  readonly workloads: readonly { readonly id: string; readonly variantOf: string | null }[];
  /** The submission that speed-ups are stated against, where there is one. */
  readonly baseline: string | null;
  /** Bootstrap resamples (default 400); 0 for no intervals. */
  readonly resamples?: number;
  /** Of the bootstrap. */
  readonly seed?: number;
  /** How many of the first rows are compared two by two (default 0), of these submissions (default all). */
  readonly compared?: number;
  readonly comparable?: ReadonlySet<string>;
}

/** A board to score. Both rulesets score alike: under `self` a study simply has one trial. */
export interface ScoreInput extends BoardRules {
  /** Planned studies per workload: missing ones count as not reached. Without a plan: what missing ones count as. */
  readonly studies: number | MissingStudies;
  /** Every row of the board, in order of arrival. */
  readonly submissions: readonly string[];
  readonly results: readonly TrialResult[];
  /** Default: `wall`, the official one. */
  readonly measure: Measure;
}

/** A board whose study times are gathered already. */
export interface StudiesInput extends BoardRules {
  readonly studies: StudyTimes;
  /**
   * Submissions that have no rank and no row, but whose times are among those that others are compared with. They are resampled like all others. Default: none.
   */
  readonly unranked?: ReadonlySet<string>;
  /** Whether those get rows of their own, without intervals. Default: no. */
  readonly rowsOfUnranked?: boolean;
}

export interface ScoreRow {
  readonly submission: string;
  readonly rank: number;
  readonly rankInterval: Interval | null;
  readonly score: number;
  readonly scoreInterval: Interval | null;
  /** Workload time by workload, variants included; ∞ where the target was not reached. */
  readonly times: Readonly<Record<string, number>>;
  /** Performance ratio by base workload, after the held-out rule. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Against the baseline over the base workloads that both reach; null where there are none. */
  readonly speedup: number | null;
  /** How many base workloads that is over. */
  readonly speedupOver: number;
  readonly profile: readonly ProfileStep[];
}

export interface BoardScores {
  /** Best first; equal scores share a rank and stand in order of arrival. */
  readonly rows: readonly ScoreRow[];
  /** Of those without a rank, in order of arrival, where rows of them were asked for. */
  readonly unranked: readonly Omit<ScoreRow, "rank">[];
  /** Of the first rows, as many as were to be compared: how often the one of the row scores higher than the one of the column when studies are drawn anew (equal scores count half). Null where none were asked for or nothing can be drawn. */
  readonly beats: readonly (readonly number[])[] | null;
}

/** Trial times → study times → workload times → profiles → scores, ranks and intervals. */
export function scoreBoard(input: ScoreInput): BoardScores {
  const { submissions, workloads, measure, results } = input;
  const ids = workloads.map(({ id }) => id);
  const studies = studyTimes({ submissions, workloads: ids, studies: input.studies, measure, results });
  return scoreStudies({ ...input, studies });
}

/** Study times → workload times → profiles → scores, ranks and intervals. */
export function scoreStudies(input: StudiesInput): BoardScores {
  const { studies, workloads, rMax } = input;
  const { submissions } = studies;
  const groups = workloadGroups(workloads);
  const count = submissions.length;
  const times = workloadTimes(studies);
  const counted = times.slice();
  const scores = new Float64Array(count);
  scoreTimes(counted, groups, input, scores);
  const fastest = groups.map(({ base }) => fastestOf(counted, base * count, count));
  const places = Int32Array.from(submissions.keys()).filter(
    (s) => input.unranked?.has(submissions[s] as string) !== true,
  );
  const rank = new Int32Array(places.length);
  ranks(
    Float64Array.from(places, (s) => scores[s] as number),
    rank,
  );
  const order = Array.from(places.keys()).sort((a, b) => (rank[a] as number) - (rank[b] as number) || a - b);
  const firstOnes = order.filter(
    (place) => input.comparable?.has(submissions[places[place] as number] as string) ?? true,
  );
  const intervals = bootstrap(
    studies,
    groups,
    input,
    { scores, places, ranks: rank },
    {
      resamples: input.resamples ?? defaultResamples,
      seed: input.seed ?? 0,
      compared: firstOnes.slice(0, input.compared ?? 0),
    },
  );
  const baseTimes = (s: number) => groups.map(({ base }) => times[base * count + s] as number);
  const baseline = submissions.indexOf(input.baseline ?? "");
  const reference = baseline < 0 || input.baseline === null ? [] : baseTimes(baseline);
  const rowOf = (s: number): Omit<ScoreRow, "rank"> => {
    const faster = speedup(baseTimes(s), reference);
    const own = groups.map(({ base }, g) =>
      performanceRatio(counted[base * count + s] as number, fastest[g] as number),
    );
    return {
      submission: submissions[s] as string,
      rankInterval: null,
      score: scores[s] as number,
      scoreInterval: null,
      times: Object.fromEntries(workloads.map(({ id }, w) => [id, times[w * count + s] as number])),
      ratios: Object.fromEntries(groups.map(({ base }, g) => [workloads[base]?.id ?? "", own[g] as number])),
      speedup: faster.factor,
      speedupOver: faster.over,
      profile: performanceProfile(own, rMax),
    };
  };
  const rows = order.map(
    (place): ScoreRow => ({
      ...rowOf(places[place] as number),
      rank: rank[place] as number,
      rankInterval: intervals.rank[place] ?? null,
      scoreInterval: intervals.score[place] ?? null,
    }),
  );
  const unranked = input.rowsOfUnranked === true ? unrankedPlaces(input).map(rowOf) : [];
  return { rows, unranked, beats: intervals.beats };
}

const unrankedPlaces = ({ studies, unranked }: StudiesInput): number[] =>
  [...studies.submissions.keys()].filter((s) => unranked?.has(studies.submissions[s] as string) === true);

/** The median over studies of every cell; ∞ for a cell without studies. */
function workloadTimes({ counts, sorted, stride }: StudyTimes): Float64Array {
  return Float64Array.from(counts, (n, cell) =>
    n === 0 ? Number.POSITIVE_INFINITY : medianOfSorted(sorted, cell * stride, n),
  );
}
