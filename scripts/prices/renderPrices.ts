import { hostUnits, loopUnits } from "@steepest/core/sandbox/operationPrices.ts";
import type { Price, PriceList } from "@steepest/core/schema/priceList.ts";
import { priceOf } from "@steepest/core/schema/priceList.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import type { CheckedSteps } from "@steepest/workloads/node/prices/checkSteps.ts";

/** What `npm run prices -- --check` found: steps of NadamW on every workload, and of all reference submissions on `quick`. */
export interface PriceCheck {
  readonly date: string;
  readonly passes: number;
  readonly machine: string;
  readonly workloads: Readonly<Record<string, CheckedSteps>>;
  /** By submission, then by workload. */
  readonly submissions: Readonly<Record<string, Readonly<Record<string, CheckedSteps>>>>;
  /** Predicted ÷ measured over the grid of sizes, by operation. */
  readonly operations: Readonly<Record<string, readonly number[]>>;
}

const milliseconds = (nanoseconds: number): string => {
  const value = nanoseconds / 1e6;
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
};
const microseconds = (nanoseconds: number): string => (nanoseconds / 1e3).toFixed(1);
const ratio = ({ predicted, measured }: CheckedSteps): number => predicted / measured;
const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** docs/prices.md. */
export function renderPrices(list: PriceList, check: PriceCheck): string {
  const { provenance } = list;
  const rows = Object.entries(check.workloads);
  const ratios = rows.map(([, row]) => ratio(row));
  const all = Object.entries(check.submissions).flatMap(([submission, by]) =>
    Object.entries(by).map(([workload, row]) => ({ submission, workload, value: ratio(row) })),
  );
  const far = all.filter(({ value }) => Math.abs(value - 1) > 0.2);
  const lowest = Object.entries(check.operations)
    .map(([name, values]) => ({ name, value: Math.min(...values) }))
    .sort((a, b) => a.value - b.value);
  const grid = Object.values(check.operations).flat();
  const cheap = lowest.filter(({ value }) => value < 0.67);
  const sizes = [1000, 100_000, 1_000_000];
  const operations = Object.entries(list.operations).filter(
    ([, { per }]) => per["characters"] === undefined && per["examples"] === undefined,
  );
  return `# Prices

What every charged operation costs on the reference machine of \`${list.hardwareClass}\`. A trial's time is the sum of these prices, in whole
nanoseconds: the same on every machine and under any load. Version ${list.version} of the list, measured on ${provenance.date}
(${provenance.machine}) by \`${provenance.command}\`: each operation between two runs of an anchor operation, median of
${provenance.rounds} rounds. Amid a step, where caches hold other numbers, operations that only pass over numbers take ${provenance.amidSteps.operations.toFixed(2)} times what they take alone, and so they are priced;
so are gradients and losses, by the factor of their workload (${middle(Object.values(provenance.amidSteps.workloads)).toFixed(2)} in the middle). This page is written by \`npm run prices -- --check\`.

## How near they are

A full step of NadamW through the sandbox, at the workload's batch size: what the list says, and what it took on ${check.date}
(${check.machine}; median of ${check.passes} passes over all of them), both in milliseconds of the reference machine. What is not gradient is the update, the batch and the submission's own JavaScript;
the ratio is predicted ÷ measured.

| workload | predicted | of it gradient | measured | ratio |
| --- | ---: | ---: | ---: | ---: |
${rows.map(([id, row]) => `| ${id} | ${milliseconds(row.predicted)} | ${milliseconds(row.predictedGradient)} | ${milliseconds(row.measured)} | ${ratio(row).toFixed(2)} |`).join("\n")}

Median ${middle(ratios).toFixed(3)}, from ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}.

Of the ${all.length} pairs of a reference submission and a workload of \`quick\`, ${all.length - far.length} are within 20 %${all.length === 0 ? "" : `; the median is ${middle(all.map(({ value }) => value)).toFixed(3)}`}.
${far.length === 0 ? "" : `\nThe others: ${far.map(({ submission, workload, value }) => `${submission} on ${workload} ${value.toFixed(2)}`).join(", ")}.\n`}
Of the operations, ${grid.length} calls of all sizes were measured anew: the median of predicted ÷ measured is ${middle(grid).toFixed(3)}, the lowest is ${lowest[0]?.value.toFixed(2)} (\`${lowest[0]?.name}\`).
${cheap.length === 0 ? "No operation is a bargain: none is priced below 0.67 of what it took." : `Below 0.67 of what they took: ${cheap.map(({ name, value }) => `\`${name}\` ${value.toFixed(2)}`).join(", ")}.`}

## Fixed functions

In milliseconds, by what a batch holds. Where work follows from the number of examples alone, the second column says what a gradient of the workload's
own batch costs. The last one says how many gradients a product with the Hessian (\`hvp\`) costs.

| workload | gradient | at its batch size | loss | product |
| --- | --- | ---: | --- | ---: |
${Object.entries(list.workloads)
  .map(
    ([id, { gradient, loss, product }]) =>
      `| ${id} | ${formula(gradient.base, gradient.per)} | ${ofItsBatch(id, gradient)} | ${formula(loss.base, loss.per)} | ${product.toFixed(1)} |`,
  )
  .join("\n")}

## Host functions

In microseconds, of one leaf of so many elements (and, where work is more than elements, of the least work). An operation that stands
with a workload's name or none is described in [the contract](contract.md).

Element-wise operations of a few instructions wait until their result is needed, and are computed together. Asking for one costs \`wait\`; the loop costs \`loop\` by
the numbers that it reads and writes, here so many, and a \`line\` for each operation; \`newLoop\` takes the place of \`loop\` where a trial does these operations
together for the first time: one by one, and compiled.

| operation | ${sizes.map((size) => size.toLocaleString("en")).join(" | ")} |
| --- | ${sizes.map(() => "---:").join(" | ")} |
${operations.map(([name, price]) => `| \`${name}\` | ${sizes.map((size) => microseconds(priceOf(price, { ...loopUnits(1, size), ...hostUnits(1, size, size) }))).join(" | ")} |`).join("\n")}

The guest's own instructions: ${microseconds(list.guest.call)} µs to enter a function of the submission and leave it, ${microseconds(list.guest.tick)} µs for each
interrupt check of the interpreter, which comes every 10,000 loops and calls, and comes as well for
every million turns of the interpreter's own loops where those are more ([decision 46](decisions/0046-the-interpreters-loops-count.md)).
`;
}

/** A gradient of a workload's default batch; where it depends on more than the count of examples there is no one number. */
function ofItsBatch(id: string, price: Price): string {
  const { default: examples } = card(id).batchSize;
  const known = Object.keys(price.per).every((unit) => unit === "examples");
  return known ? `${milliseconds(priceOf(price, { examples }))} (${examples})` : "–";
}

const formula = (base: number, per: Readonly<Record<string, number>>): string =>
  [
    milliseconds(base),
    ...Object.entries(per).map(([unit, value]) => `${(value / 1e6).toPrecision(3)} · ${unit}`),
  ].join(" + ");
