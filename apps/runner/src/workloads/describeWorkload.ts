import { describeRange } from "@steepest/core/schema/metric.ts";
import { budgetFactor } from "@steepest/core/schema/ruleset.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Colors } from "../cli/io.ts";
import { formatSeconds } from "../terminal/formats.ts";

/** A workload's card, for people. */
export function describeWorkload(card: WorkloadCard, colors: Colors): string {
  const { dataset, model, loss, metric, batchSize, target } = card;
  const sign = metric.direction === "min" ? "≤" : "≥";
  const { winner } = target.provenance;
  const byClass = (seconds: Readonly<Record<string, number>>) =>
    Object.entries(seconds)
      .map(([hardwareClass, value]) => `${formatSeconds(value)} (${hardwareClass})`)
      .join(", ");
  const cost =
    winner.evaluationSeconds === undefined
      ? ""
      : `; one takes ${formatSeconds(winner.evaluationSeconds)}, not charged`;
  const point = Object.entries(winner.hyperparameters)
    .map(([name, value]) => `${name} ${typeof value === "number" ? figure(value) : value}`)
    .join(", ");
  const facts: readonly (readonly [string, string])[] = [
    ["dataset", `${dataset.name}, ${dataset.licence}; ${dataset.attribution}`],
    [
      "examples",
      `${dataset.examples.train} train, ${dataset.examples.validation} validation, ${dataset.examples.test} test`,
    ],
    ["data", `SHA-256 ${dataset.sha256}, from ${dataset.packages.join(", ")}`],
    ...(card.symmetry === null ? [] : [["a trial draws", card.symmetry] as const]),
    ["model", `${model.description} (${model.parameterCount.toLocaleString("en")} parameters)`],
    ...(model.algoperfParameterCount === undefined
      ? []
      : [
          [
            "full size",
            `${model.algoperfParameterCount.toLocaleString("en")} parameters, as AlgoPerf's`,
          ] as const,
        ]),
    ["loss", `${loss.label} (${loss.type})`],
    ["metric", `${metric.label}: ${describeRange(metric.range)}`],
    ["batch size", `${batchSize.default}, at most ${batchSize.max}`],
    ["target", `validation ${metric.name} ${sign} ${target.validation} (test ${figure(target.test)})`],
    [
      "budget",
      `${byClass(target.budgetSeconds)}; ${budgetFactor.self} times that in the self-tuning ruleset`,
    ],
    ["evaluation", `every ${byClass(target.evaluationPeriodSeconds)}${cost}`],
    ["step hint", String(target.stepHint)],
    ["target set by", `${winner.name} (${point}) on ${target.provenance.date}`],
    ...(card.variantOf === null ? [] : [["variant of", card.variantOf] as const]),
    ...(card.algoperf === null ? [] : [["AlgoPerf", card.algoperf] as const]),
    ...(dataset.caveats === null ? [] : [["caveats", dataset.caveats] as const]),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `  ${colors.dim(name.padEnd(width))}  ${value}`);
  return `${colors.bold(card.id)}  ${card.title}\n  ${card.summary}\n\n${lines.join("\n")}\n`;
}

/** Four digits: what people read. */
const figure = (value: number): string => String(Number(value.toPrecision(4)));
