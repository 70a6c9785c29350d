import { stackCharts } from "@steepest/charts/stackCharts.ts";
import { trainingCurves } from "@steepest/charts/trainingCurves.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import type { RecordComparison } from "./compareRecords.ts";

/** The curves of every workload below each other, or of one, as an SVG that stands alone. */
export function comparisonFigure(
  { view, curves, targets }: RecordComparison,
  workloads: readonly string[],
): string {
  const { measure } = view;
  const { title, unit } = measures[measure];
  /** A submission's own name gives its colour; a further version of it is coloured as its label. */
  const names = view.compared.map(({ submission, label }, at) =>
    view.compared.findIndex((one) => one.submission === submission) === at ? submission : label,
  );
  const charts = workloads.map((workload) => {
    const { metric = "", target = null } = targets.get(workload) ?? {};
    return trainingCurves({
      series: curves
        .filter((curve) => curve.workload === workload)
        .map(({ of, points, reached }) => {
          const at = reached?.charged[measure] ?? null;
          return {
            name: names[of] ?? "",
            label: view.compared[of]?.label ?? "",
            points: points.flatMap(({ charged, value }) => {
              const x = charged[measure];
              return x === null ? [] : [{ x, y: value }];
            }),
            reached: at === null || reached?.value == null ? null : { x: at, y: reached.value },
          };
        }),
      target,
      xLabel: unit === "s" ? `${title} (s)` : title,
      yLabel: `${workload}: validation ${metric}`,
      height: 320,
    });
  });
  return stackCharts(charts, view.compared.map(({ label }) => label).join(", "));
}
