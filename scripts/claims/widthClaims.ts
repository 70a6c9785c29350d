import { mean } from "../../packages/core/lab/leastSquares.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";
import { averageOf, type Claim, digits, numbersOf, reference } from "./claim.ts";

const mup = "scripts/claims/submissions/mup_adam.ts";
const widths = [0.25, 1, 4];

/** The multiple of the learning rate with the least final loss at a width. */
function bestRate(file: LabFile, width: number): number {
  const rates = (file.options["rates"] ?? []).map((rate) => {
    // The workload's own width is no setting.
    const runs = file.results.filter(
      ({ task }) => task.settings["rate"] === rate && (task.settings["width"] ?? 1) === width,
    );
    const losses = runs.map(({ finding }) => finding.numbers["loss"] ?? Number.POSITIVE_INFINITY);
    return { rate, loss: mean(losses) };
  });
  return rates.reduce((best, one) => (one.loss < best.loss ? one : best)).rate;
}

const ladder = (isMup: number) => [
  "sensitivity",
  mup,
  "--widths",
  widths.join(","),
  "--rates",
  "0.1,0.2,0.4,0.8,1.6,3.2,6.4",
  "--steps",
  "300",
  "--studies",
  "2",
  "--set",
  `mup=${isMup}`,
];

const barriers = (width: string) => [
  "connect",
  "submissions/nadamw/self.ts",
  "--own-init",
  "1",
  "--spawns",
  "0",
  "--steps",
  "500",
  "--examples",
  "1024",
  "--studies",
  "2",
  "--width",
  width,
];

/** Widths, units and cycles. */
export const widthClaims: readonly Claim[] = [
  {
    id: "lr-transfer",
    claim:
      "Under μP the best learning rate does not depend on width; under the usual parametrisation it falls",
    source: "Yang et al. 2022, arXiv 2203.03466, figure 1",
    runs: { mup: ladder(1), usual: ladder(0) },
    judge(files) {
      const [under, usual] = ["mup", "usual"].map((name) =>
        widths.map((width) => bestRate(files[name]!, width)),
      ) as [number[], number[]];
      const said = (rates: readonly number[]) => rates.map((rate) => digits(0.003 * rate, 2)).join(", ");
      const spread = (rates: readonly number[]) => Math.max(...rates) / Math.min(...rates);
      return {
        measured: `best rates of a perceptron with 32, 128 and 512 hidden units: ${said(under)} under μP, ${said(usual)} under the usual parametrisation (rates a factor of 2 apart, 2 seeds)`,
        // One rate further may be chance.
        holds: spread(under) <= 2 && spread(usual) > spread(under) && (usual.at(-1) ?? 0) < (usual[0] ?? 0),
      };
    },
  },
  {
    id: "units-matched",
    claim: "Two independent runs lie in one valley once their hidden units are put in one order",
    source: "Ainsworth et al. 2022, arXiv 2209.04836, §5",
    runs: { own: barriers("1") },
    judge({ own }) {
      const [plain, matched] = [averageOf(own!, "barrier"), averageOf(own!, "alignedBarrier")];
      return {
        measured: `barrier ${digits(plain, 2)} nats between two independent perceptrons of 128 units, ${digits(matched, 2)} with their units matched (2 pairs)`,
        holds: matched < 0.2 * plain,
      };
    },
  },
  {
    id: "barriers-width",
    claim: "Barriers between runs fall with width once neurons are matched",
    source: "Entezari et al. 2022, arXiv 2110.06296, §3",
    runs: { narrow: barriers("0.125"), own: barriers("1"), wide: barriers("4") },
    judge({ narrow, own, wide }) {
      const all = [narrow, own, wide].map((file) => averageOf(file!, "alignedBarrier")) as [
        number,
        number,
        number,
      ];
      return {
        measured: `barriers after matching: ${all.map((barrier) => digits(barrier, 2)).join(", ")} nats at 16, 128 and 512 hidden units (2 pairs each)`,
        holds: all[0] > all[1] && all[1] > all[2],
      };
    },
  },
  {
    id: "output-logits",
    claim: "Output logits grow with the learning rate",
    source: "Wortsman et al. 2023, arXiv 2309.14322, §3.1.2",
    runs: {
      rates: [
        "sensitivity",
        "submissions/nadamw/self.ts",
        "--rates",
        "0.1,0.3,1,3,10",
        "--steps",
        "300",
        "--studies",
        "2",
      ],
    },
    judge({ rates }) {
      const logits = [0.1, 0.3, 1, 3, 10].map((rate) => mean(numbersOf(rates!, "largestLogit", 0, { rate })));
      return {
        measured: `largest logit after 300 steps ${logits.map((logit) => digits(logit, 2)).join(", ")} at 0.1, 0.3, 1, 3 and 10 times the rate (2 seeds)`,
        holds: logits.every((logit, at) => at === 0 || logit > (logits[at - 1] as number)),
      };
    },
  },
  {
    id: "attention-logits",
    claim: "Attention logits grow with the learning rate",
    source: "Wortsman et al. 2023, arXiv 2309.14322, §3.1.1",
    runs: {
      rates: [
        "sensitivity",
        "submissions/nadamw/self.ts",
        "--workload",
        "brown_lm",
        "--rates",
        "0.1,0.3,1,3,10",
        "--steps",
        "150",
        "--studies",
        "2",
      ],
    },
    judge({ rates }) {
      const logits = [0.1, 0.3, 1, 3, 10].map((rate) =>
        mean(numbersOf(rates!, "largestAttentionLogit", 0, { rate })),
      );
      return {
        measured: `largest attention logit after 150 steps of brown_lm ${logits.map((logit) => digits(logit, 2)).join(", ")} at 0.1, 0.3, 1, 3 and 10 times the rate (2 seeds)`,
        holds: logits.every((logit, at) => at === 0 || logit > (logits[at - 1] as number)),
      };
    },
  },
  {
    id: "cyclic-tradeoff",
    claim:
      "The ends of the cycles of one run give the trade-off of accuracy against training time that separate runs give",
    source: "Portes et al. 2022, arXiv 2206.00832, §4",
    runs: {
      cycles: [
        "tradeoff",
        reference("cyclic_lr"),
        "--steps",
        "1000",
        "--cycles",
        "4",
        "--set",
        "peak_factor=1",
      ],
    },
    judge({ cycles }) {
      const file = cycles!;
      const runs = (part: number) => file.results.filter(({ task }) => task.settings["part"] === part);
      const gaps = runs(0).flatMap(({ task, finding }) =>
        [1, 2, 3, 4].map((part) => {
          const own = runs(part).find((run) => run.task.seed === task.seed)?.finding.series["metric"]?.[0];
          return (finding.series["metric"]?.[part - 1] ?? Number.NaN) - (own ?? Number.NaN);
        }),
      );
      const size = mean(gaps.map(Math.abs));
      return {
        measured: `ends of four cycles differ from separate runs by ${digits(100 * size, 2)} percentage points of accuracy in size, ${digits(100 * mean(gaps), 2)} on average (NadamW on mnist_mlp, ${file.studies} seeds), for 1,000 steps instead of 2,500`,
        holds: size < 0.01,
      };
    },
  },
];
