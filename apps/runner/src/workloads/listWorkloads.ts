import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { suites } from "@steepest/workloads/catalogue.ts";
import { formatSeconds } from "../terminal/formats.ts";
import { renderTable } from "../terminal/renderTable.ts";

const columns = [
  { title: "workload" },
  { title: "AlgoPerf's" },
  { title: "data" },
  { title: "licence" },
  { title: "parameters", align: "right" },
  { title: "target" },
  { title: "budget", align: "right" },
  { title: "suites" },
] as const;

const longestLicence = 28;

/** The cards as a table. Licences are cut to a line; `show` has the whole of each. */
export function listWorkloads(cards: readonly WorkloadCard[]): string {
  const rows = cards.map(({ id, algoperf, dataset, model, metric, target }) => [
    id,
    algoperf ?? "–",
    dataset.packages.join(", "),
    dataset.licence.length > longestLicence
      ? `${dataset.licence.slice(0, longestLicence - 1)}…`
      : dataset.licence,
    model.parameterCount.toLocaleString("en"),
    `${metric.name} ${metric.direction === "min" ? "≤" : "≥"} ${target.validation}`,
    Object.values(target.budgetSeconds).map(formatSeconds).join(", "),
    suites
      .filter(({ workloads }) => workloads.includes(id))
      .map((suite) => suite.id)
      .join(", "),
  ]);
  return renderTable(columns, rows);
}

/** A card with the parameter counts of its configurations side by side, for programs. */
export const withParameterCounts = (card: WorkloadCard) => ({
  ...card,
  parameters: {
    standard: card.model.parameterCount,
    algoperf: card.model.algoperfParameterCount ?? null,
  },
});
