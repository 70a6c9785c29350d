import { cards } from "../../packages/workloads/catalogue.ts";
import { table } from "../markdown/table.ts";
import { type ComparedRuns, compareRuns } from "./compareRuns.ts";
import { type SymmetryRun, submission } from "./symmetryRun.ts";

const digits = (value: number, most = 4) =>
  Number.isFinite(value) ? String(Number(value.toPrecision(most))) : "not reached";
const cells = ({ without, with: under, p }: ComparedRuns) => [digits(without), digits(under), p.toFixed(2)];

/** The page docs/symmetries.md: what every workload leaves open, and how a submission fares with and without. */
export function renderSymmetries(runs: readonly SymmetryRun[]): string {
  const bases = cards.filter(({ variantOf }) => variantOf === null);
  const compared = bases
    .filter(({ id }) => runs.some(({ workload }) => workload === id))
    .map((card) =>
      compareRuns(
        card.id,
        card.metric.direction,
        runs.filter(({ workload }) => workload === card.id),
      ),
    );
  return `# Symmetries of the data

Every trial draws from its seed a *symmetry* of its workload's data: a rearrangement after which the same model, with its parameters rearranged alike, does
exactly as well. Training, validation and test split are under the same one; it is not charged, and nothing in the sandbox tells it. An
algorithm fares as without, since initial parameters are as likely as their rearrangements. Weights, label maps, templates or statistics that
were stored beforehand fit the data of another symmetry. [Rules](rules.md), [decision 35](decisions/0035-symmetries.md).

${table(
  ["workload", "what a trial's seed draws"],
  bases.map(({ id, symmetry }) => [id, symmetry ?? "nothing"]),
)}

Held-out variants have the symmetry of their base. What was left out: inverting bytes (zero padding would stand for another grey; the sign of *standardized*
values leaves it where it is), the direction of time in speech and text, the order of mel bands (a stride of 2 over an even number of bands meets their two ends
differently), the sign of labels of graphs (label smoothing treats the two answers differently).

Two parts are symmetries only nearly: mirroring \`quickdraw_resnet\`'s images moves the grid of strided convolutions by a pixel (transposing
them does not), and mirroring \`quickdraw_vit\`'s grid of patches makes fixed positions count from the other end, which layer norms see. They
are kept as the curves below do not tell them apart, which with their few seeds only a large difference would.

## An honest submission with and without

\`${submission}\` on each workload under the symmetries of so many seeds, and without them with the same seeds (initialization, order of the data and dropout are then the
same). The *bar* is the median, without symmetries, of the metric after seven tenths of the run; *p* is the two-sided p-value of a Mann–Whitney test
that both sets of runs are of one distribution. A tenth of all p are below 0.1 by chance alone; with three
seeds none can be below 0.08, so that such a row only shows that nothing is broken. A workload without a row was not compared: its symmetry is exact, by \`packages/workloads/symmetry/symmetry.test.ts\`.

${table(
  [
    "workload",
    "seeds",
    "steps",
    "bar",
    "steps to it without",
    "with",
    "p",
    "metric at the end without",
    "with",
    "p",
  ],
  compared.map(({ workload, seeds, lastStep, bar, steps, value }) => [
    workload,
    String(seeds),
    String(lastStep),
    digits(bar),
    ...cells(steps),
    ...cells(value),
  ]),
)}

\`npm run symmetry\` makes the runs, \`npm run symmetry -- --write\` this page.
`;
}
