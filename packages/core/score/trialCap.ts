import type { Measure } from "../schema/measures.ts";
import type { Ruleset } from "../schema/ruleset.ts";
import type { TrialResult } from "./trialResult.ts";
import { studyTime, timeToTarget } from "./workloadTime.ts";

/**
 * Charged seconds (of the official measure) beyond which a trial can change nothing on its board, or null where there is no such time yet.
 * A trial may stop as `capped` once its charged time is strictly above it.
 *
 * `results` are those of the board's workload whose times will stay on the board: not of cancelled entries, and none of
 * self-reported entries for a verified one; those of a complete entry stay when a later version takes its rank (`BoardEntry`). More results only lower the cap, so an old cap is safe, just not the tightest.
 *
 * **Study cap** (`external`). The study's time is the least of its trials' times. A time above one that is already there
 * cannot be the least.
 *
 * **Board cap.** Let n be the planned studies, r = r_max, and F the least, over submissions that have reached the target in
 * all n studies, of their *slowest* study time. The cap is C = r·F for odd n, 2·r·F for even n. Claim: turning any study time
 * above C into ∞ leaves score, rank and both intervals as they are.
 * 1. A resample's workload time is a median of n draws of study times. The submission that gives F has only study times ≤ F, so
 *    its median is ≤ F in every resample, and the fastest time B of every resample (and of the board itself) is ≤ F.
 * 2. Odd n: the median is one of the draws. If it is ≤ C it is not touched, since draws above it may grow without
 *    moving it; if it is above C it becomes ∞. Even n: the median is (a + b) / 2 with a ≤ b. If b ≤ C it is not touched; if
 *    b > C = 2rF it becomes ∞, and it was at least b / 2 > rF.
 * 3. So every median that changes was above rF ≥ rB and becomes ∞. B itself is such a median ≤ F, so it stays. A time above
 *    r·B has no credit, does not count in the held-out rule (whose thresholds are r·B of the untouched columns), and ∞ has
 *    and does neither. All else is computed from what remains.
 * F only falls as results come in (study times fall, submissions are added), so 1–3 hold for the final board too.
 *
 * **Relaxed targets** (easier to reach) and smaller r_max: every time-to-target, hence every study time and F, can only be smaller, so what
 * lies beyond the cap lies beyond the relaxed cap.
 *
 * Not kept: workload times and speed-ups of submissions slower than r_max × the fastest, and the other measures,
 * whose order of trials may differ from that of the official clock.
 */
export function trialCap(options: {
  readonly ruleset: Ruleset;
  readonly rMax: number;
  /** Planned studies per workload. */
  readonly studies: number;
  readonly workload: string;
  /** The trial's row and study. */
  readonly submission: string;
  readonly study: number;
  /** What rules the hardware class. */
  readonly measure: Measure;
  readonly results: readonly TrialResult[];
}): number | null {
  const { ruleset, rMax, studies, submission, study, measure } = options;
  const bySubmission = new Map<string, Map<number, number>>();
  for (const result of options.results) {
    if (result.workload !== options.workload) continue;
    const times = bySubmission.get(result.submission) ?? new Map<number, number>();
    bySubmission.set(result.submission, times);
    const known = times.get(result.study) ?? Number.POSITIVE_INFINITY;
    times.set(result.study, studyTime([known, timeToTarget(result, measure)]));
  }
  const slowestStudies = [...bySubmission.values()].map((times) =>
    times.size === studies ? Math.max(...times.values()) : Number.POSITIVE_INFINITY,
  );
  return capOfBests({
    ruleset,
    rMax,
    studies,
    ownStudy: bySubmission.get(submission)?.get(study) ?? Number.POSITIVE_INFINITY,
    slowestStudy: studyTime(slowestStudies),
  });
}

/** The cap where its two ingredients are known. */
export function capOfBests(options: {
  readonly ruleset: Ruleset;
  readonly rMax: number;
  /** Planned studies per workload. */
  readonly studies: number;
  /** Best time in the trial's own study; ∞ where there is none. */
  readonly ownStudy: number;
  /** F: the least, over submissions that reached the target in all studies, of their slowest study time; ∞ where there is none. */
  readonly slowestStudy: number;
}): number | null {
  const { ruleset, rMax, studies, ownStudy, slowestStudy } = options;
  const boardCap = (studies % 2 === 1 ? 1 : 2) * rMax * slowestStudy;
  const studyCap = ruleset === "external" ? ownStudy : Number.POSITIVE_INFINITY;
  const cap = Math.min(boardCap, studyCap);
  return Number.isFinite(cap) ? cap : null;
}
