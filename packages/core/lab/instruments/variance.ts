import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import type { LabTask } from "../../schema/labFile.ts";
import { median } from "../../score/median.ts";
import { endOf, evenly, type Instrument, isNumber, optionOf, tasksOf } from "../instrument.ts";
import { covariance, mean } from "../leastSquares.ts";

/** Which randomness differs between the runs of a group; what is not named is held. */
const groups = ["all", "init", "data order", "dropout"] as const;

/** The spread over seeds, by what is random; of the test set and of the distribution; and what it means for intervals of three studies. */
export const variance: Instrument = {
  name: "variance",
  title: "Spread over seeds",
  measures:
    "standard deviations of the final validation and test metric and of steps to target, over runs that differ in everything, in the initial parameters, in the order of the data, or in dropout alone; the standard deviation that a test set of this size has by itself (binomial, for accuracies); the distribution-wise one (the root of the covariance of validation and test metric over runs); and how often an interval of three studies covers the median",
  source: "Jordan 2024, “Calibrated Chaos” (arXiv 2304.01910), §3–§4",
  cost: "4 × studies training runs of `steps` steps for each submission",
  studies: 12,
  options: {
    steps: { description: "Training steps of a run", default: [500], min: 1, max: 1e6, integer: true },
  },
  plan: (ask) =>
    tasksOf(
      ask,
      groups.map((_, group) => ({ group })),
    ),
  async measure(task, ask, bench) {
    const steps = optionOf(ask, "steps");
    const group = groups[task.settings["group"] ?? 0] ?? "all";
    const record = await bench.train({
      // What is held is held at the first seed.
      seed: group === "all" ? task.seed : ask.seed,
      steps,
      evaluationSteps: evenly(steps, 51).slice(1),
      target: bench.workload.card.target.validation,
      goesOn: true,
      ...(group === "all" ? {} : { randomness: { [group]: task.seed } }),
    });
    const { validation, test, stepsToTarget } = endOf(record);
    return { numbers: { validation, test, stepsToTarget }, series: {} };
  },
  report(ask, results) {
    const { metric, dataset } = ask.card;
    const lines: string[] = [];
    const tables = ask.subjects.map((subject, index) => {
      const of = (group: number) =>
        results.filter(({ task }) => task.subject === index && task.settings["group"] === group);
      const numbers = (group: number, name: string) =>
        of(group)
          .map(({ finding }) => finding.numbers[name])
          .filter(isNumber);
      const deviation = (values: readonly number[]) =>
        values.length < 2 ? null : Math.sqrt(covariance(values, values));
      const pairs = of(0)
        .map(({ finding }) => [finding.numbers["validation"], finding.numbers["test"]] as const)
        .filter((pair): pair is readonly [number, number] => isNumber(pair[0]) && isNumber(pair[1]));
      const distribution =
        pairs.length < 2
          ? null
          : covariance(
              pairs.map(([a]) => a),
              pairs.map(([, b]) => b),
            );
      const tests = numbers(0, "test");
      const isShare = metric.range.min === 0 && metric.range.max === 1 && metric.name.includes("acc");
      const p = tests.length === 0 ? null : mean(tests);
      const binomial = p !== null && isShare ? Math.sqrt((p * (1 - p)) / dataset.examples.test) : null;
      lines.push(
        `${subject.name}: the test ${metric.label} varies by ${deviation(tests)?.toPrecision(2) ?? "–"} over seeds` +
          (binomial === null
            ? ""
            : `, where a test set of ${dataset.examples.test} alone gives ${binomial.toPrecision(2)} to a fixed model`) +
          `; distribution-wise it is ${distribution === null ? "unknown" : distribution <= 0 ? "too small to be seen" : Math.sqrt(distribution).toPrecision(2)}.`,
      );
      const steps = numbers(0, "stepsToTarget");
      if (steps.length >= 5) {
        lines.push(
          `${subject.name}: the range of three runs' steps to target covers the median of all ${steps.length} in ${(100 * coverageOfThree(steps, ask.seed)).toFixed(0)} % of draws (75 % is what three independent runs can give).`,
        );
      }
      return {
        title: subject.name,
        columns: [
          "random is",
          "runs",
          `mean ${metric.label}`,
          "sd validation",
          "sd test",
          "sd steps to target",
        ],
        rows: groups.map((group, at) => [
          group,
          of(at).length,
          numbers(at, "validation").length === 0 ? null : mean(numbers(at, "validation")),
          deviation(numbers(at, "validation")),
          deviation(numbers(at, "test")),
          deviation(numbers(at, "stepsToTarget")),
        ]),
      };
    });
    return {
      lines,
      tables,
      figures: ask.subjects.map((subject, index) => ({
        kind: "lines" as const,
        dots: true,
        title: `Test against validation ${metric.label} of single runs: ${subject.name}`,
        x: { label: `validation ${metric.label}`, scale: "linear" as const },
        y: { label: `test ${metric.label}`, scale: "linear" as const },
        series: groups.map((group, at) => ({
          name: group,
          points: results
            .filter(({ task }: { task: LabTask }) => task.subject === index && task.settings["group"] === at)
            .flatMap(({ finding }) => {
              const { validation, test } = finding.numbers;
              return isNumber(validation) ? [[validation, test ?? null] as const] : [];
            }),
        })),
      })),
    };
  },
};

/** How often the smallest and the largest of three values, drawn without repeats, have the median of all between them. */
export function coverageOfThree(values: readonly number[], seed: number, draws = 20_000): number {
  const middle = median(values);
  const random = uniform(keyFromSeed(seed), 3 * draws);
  let covered = 0;
  for (let draw = 0; draw < draws; draw++) {
    const rest = [...values];
    const three = [0, 1, 2].map(
      (at) => rest.splice(Math.floor((random[3 * draw + at] as number) * rest.length), 1)[0] as number,
    );
    if (Math.min(...three) <= middle && middle <= Math.max(...three)) covered++;
  }
  return covered / draws;
}
