import type { R2Bucket } from "@cloudflare/workers-types";
import type { ComparedCurve } from "@steepest/core/schema/api/compare.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { anyRecordSchema } from "@steepest/core/schema/record.ts";
import type { TrialCounts } from "@steepest/core/score/besideTimes.ts";
import { comparedCurve, medianStudy } from "@steepest/core/score/comparedCurve.ts";
import type { records } from "../database/schema.ts";

export interface GridTrial extends TrialCounts {
  readonly id: string;
  readonly entry: string;
  readonly workload: string;
  readonly study: number;
  readonly seed: number;
  readonly sha256: string | null;
  readonly charged: typeof records.$inferSelect.targetCharged;
}

export const timeOf = ({ charged }: GridTrial, measure: Measure): number =>
  charged?.[measure] ?? Number.POSITIVE_INFINITY;

/** Bodies that are in memory at once: a record may have megabytes, what is kept of it has not. */
const readAtOnce = 4;

/** By entry and workload the run to draw; none where nothing has ended, or the store has lost its body. */
export async function curvesOf(
  store: R2Bucket,
  grid: readonly GridTrial[],
  ids: readonly string[],
  workloads: readonly string[],
  measure: Measure,
  /** Of an entry its fastest trial, or that of the study whose time is the workload's. */
  which: "best" | "median" = "median",
): Promise<ComparedCurve[]> {
  const chosen = workloads.flatMap((workload) =>
    ids.flatMap((entry, of) => {
      const ended = grid.filter(
        (trial) => trial.entry === entry && trial.workload === workload && trial.sha256 !== null,
      );
      const trial = which === "best" ? fastest(ended, measure) : runToDraw(ended, measure);
      return trial === null ? [] : [{ trial, of }];
    }),
  );
  const curves: ComparedCurve[] = [];
  for (let from = 0; from < chosen.length; from += readAtOnce) {
    const read = chosen.slice(from, from + readAtOnce).map(async ({ trial, of }) => {
      const stored = await store.get(`records/${trial.sha256}`);
      return stored === null ? [] : [comparedCurve(anyRecordSchema.parse(await stored.json()), of, trial.id)];
    });
    curves.push(...(await Promise.all(read)).flat());
  }
  return curves;
}

/** The first of those that are equally fast: of trials that did not reach the target, too. */
const fastest = (trials: readonly GridTrial[], measure: Measure): GridTrial | null =>
  trials.reduce(
    (known: GridTrial | null, trial) =>
      known === null || timeOf(trial, measure) < timeOf(known, measure) ? trial : known,
    null,
  );

function runToDraw(ended: readonly GridTrial[], measure: Measure): GridTrial | null {
  const best = [...Map.groupBy(ended, ({ study }) => study).values()].flatMap(
    (trials) => fastest(trials, measure) ?? [],
  );
  return best[medianStudy(best.map((trial) => timeOf(trial, measure)))] ?? null;
}
