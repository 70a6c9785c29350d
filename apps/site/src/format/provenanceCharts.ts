import type { ChartForm } from "@steepest/charts/chartForm.ts";
import { type TrainingCurve, trainingCurves } from "@steepest/charts/trainingCurves.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { TargetCurves } from "@steepest/workloads/targetCurves.ts";

type Run = TargetCurves["search"][number];

/** The best finite value of a run; the worst there is where it has none. */
function bestOf({ values }: Pick<Run, "values">, direction: WorkloadCard["metric"]["direction"]): number {
  const finite = values.filter((value) => value !== null);
  return direction === "min" ? Math.min(...finite) : Math.max(...finite);
}

/** Two charts over steps: the best search run of every algorithm, and the winner's runs with new seeds. */
export function provenanceCharts(
  { id, metric, target }: Pick<WorkloadCard, "id" | "metric" | "target">,
  { steps, search, reruns }: TargetCurves,
): Record<"search" | "reruns", (form: ChartForm) => string> {
  const points = (values: readonly (number | null)[]) =>
    values.map((y, at) => ({ x: steps[at] as number, y }));
  const axes = { target: target.validation, xLabel: "steps", yLabel: `validation ${metric.label}` };
  const best = [...Map.groupBy(search, ({ algorithm }) => algorithm)].map(([name, runs]): TrainingCurve => {
    const [first] = runs.toSorted((a, b) => {
      const difference = bestOf(a, metric.direction) - bestOf(b, metric.direction);
      return metric.direction === "min" ? difference : -difference;
    });
    return { name, points: points((first as Run).values) };
  });
  const { name } = target.provenance.winner;
  const again = reruns.map(
    ({ seed, values }, variant): TrainingCurve => ({
      name,
      label: `seed ${seed}`,
      variant,
      points: points(values),
    }),
  );
  return {
    search: (form) =>
      trainingCurves({ ...axes, ...form, series: best, title: `Best run of each algorithm on ${id}` }),
    reruns: (form) =>
      trainingCurves({
        ...axes,
        ...form,
        series: again,
        lineNames: false,
        title: `${name} with new seeds on ${id}`,
      }),
  };
}
