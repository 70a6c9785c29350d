import type { MissingStudies } from "./studyTimes.ts";
import type { TrialResult } from "./trialResult.ts";

/** Which studies are missing beside the most that any workload of any submission has, and what that does to them, in words. */
export function missingStudies(options: {
  readonly workloads: readonly string[];
  readonly results: readonly Pick<TrialResult, "submission" | "workload" | "study">[];
  readonly missing: MissingStudies;
}): string[] {
  const { workloads, results, missing } = options;
  const studies = new Map<string, Map<string, Set<number>>>();
  for (const { submission, workload, study } of results) {
    const own = studies.get(submission) ?? new Map<string, Set<number>>();
    studies.set(submission, own.set(workload, (own.get(workload) ?? new Set()).add(study)));
  }
  const count = (own: ReadonlyMap<string, Set<number>>, workload: string) => own.get(workload)?.size ?? 0;
  const most = [...studies.values()].reduce(
    (known, own) => workloads.reduce((size, workload) => Math.max(size, count(own, workload)), known),
    0,
  );
  const rule = `${missing === "strict" ? "count as not reached" : "are left out"} (--missing ${missing})`;
  return [...studies].flatMap(([submission, own]) => {
    const absent = workloads.filter((workload) => count(own, workload) === 0);
    const fewer = workloads.filter((workload) => count(own, workload) > 0 && count(own, workload) < most);
    return [
      ...(fewer.length === 0
        ? []
        : [
            `Studies of ${submission} that are missing ${rule}: ${fewer
              .map((workload) => `${workload} has ${count(own, workload)} of ${most}`)
              .join(", ")}.`,
          ]),
      ...(absent.length === 0 ? [] : [`${submission} has nothing of ${absent.join(", ")}: not reached.`]),
    ];
  });
}
