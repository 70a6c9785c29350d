import { describeRange, isPossible, type MetricRange, meetsTarget } from "../schema/metric.ts";
import { officialSeconds, type TrialRecord } from "../schema/record.ts";

type Evaluated = Pick<TrialRecord, "evaluations" | "workload" | "measure">;

/**
 * Time-to-target by the rule: the first evaluation within the budget whose validation metric meets the target. `range` is what the workload's
 * card says of its metric, never what the record says; null where nobody knows the workload.
 */
export function reachedTarget(record: Evaluated, range: MetricRange | null): TrialRecord["timeToTarget"] {
  const { metric, target, budgetSeconds } = record.workload;
  const first = record.evaluations.find(({ validation, charged }) => {
    const value = validation[metric.name];
    return (
      officialSeconds(record, charged) <= budgetSeconds &&
      typeof value === "number" &&
      meetsTarget({ direction: metric.direction, range }, value, target)
    );
  });
  if (first === undefined) return null;
  const { step, charged } = first;
  return { step, charged };
}

/** Where a record gives its metric a value that the metric cannot have: a trial writes null there, and ends as diverged. */
export function* impossibleValues(
  { evaluations, test, workload }: Pick<TrialRecord, "evaluations" | "test" | "workload">,
  range: MetricRange,
): Generator<{ readonly path: string; readonly message: string }> {
  const { name } = workload.metric;
  const splits: (readonly [path: string, values: Readonly<Record<string, number | null>> | null])[] = [
    ...evaluations.map(({ validation }, at) => [`evaluations.${at}.validation.${name}`, validation] as const),
    [`test.${name}`, test],
  ];
  for (const [path, values] of splits) {
    const value = values?.[name] ?? null;
    if (value === null || isPossible(range, value)) continue;
    yield { path, message: `is ${value}: ${name} can only be ${describeRange(range)}` };
  }
}
