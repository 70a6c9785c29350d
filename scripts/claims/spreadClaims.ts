import { mean } from "../../packages/core/lab/leastSquares.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";
import { intervalCoverage } from "../../packages/core/score/intervalCoverage.ts";
import { type Claim, deviation, digits, numbersOf } from "./claim.ts";

/** How much seeds matter. */
export const spreadClaims: readonly Claim[] = [
  {
    id: "variance-binomial",
    claim: "The spread of test accuracy over seeds is close to what the test set's size alone gives",
    source: "Jordan 2024, arXiv 2304.01910, §4",
    remark: "Shortened: 8 seeds of 300 steps, not 12 of 400.",
    runs: { spread: ["variance", "submissions/nadamw/self.ts", "--studies", "8", "--steps", "300"] },
    judge({ spread }) {
      const test = numbersOf(spread!, "test", 0, { group: 0 });
      const p = mean(test);
      const binomial = Math.sqrt((p * (1 - p)) / 10_000);
      const ratio = deviation(test) / binomial;
      return {
        measured: `sd ${digits(deviation(test))} over ${spread!.studies} seeds of mnist_mlp, binomial ${digits(binomial)}: ${digits(ratio, 2)}×`,
        holds: ratio > 0.6 && ratio < 1.6,
      };
    },
  },
  {
    id: "variance-any-source",
    claim: "Any single source of randomness gives as much spread as all together",
    source: "Jordan 2024, arXiv 2304.01910, §3.1; Fort et al. 2019",
    remark: "Shortened: 8 seeds of 300 steps, not 12 of 400.",
    runs: { spread: ["variance", "submissions/nadamw/self.ts", "--studies", "8", "--steps", "300"] },
    judge({ spread }) {
      const of = (group: number) => deviation(numbersOf(spread!, "test", 0, { group }));
      const shares = [of(1) / of(0), of(2) / of(0)];
      return {
        measured: `initial values alone give ${digits(shares[0]!, 2)} of the whole sd of test accuracy, the order of the data ${digits(shares[1]!, 2)} (${spread!.studies} seeds of mnist_mlp)`,
        holds: shares.every((share) => share > 0.6),
      };
    },
  },
  {
    id: "three-runs-cover",
    claim: "Bootstrap intervals from three runs cover the truth less often than they say",
    source: "Agarwal et al. 2021, arXiv 2108.13264, §4.1 and figure 4",
    remark: "Shortened: 200 steps on a small world, not 400 on mnist_mlp.",
    runs: {
      race: [
        "compare",
        "submissions/nadamw/self.ts",
        "submissions/adamw/self.ts",
        "submissions/adam/self.ts",
        "--workload",
        "xor",
        "--steps",
        "200",
        "--looks",
        "200",
        "--studies",
        "12",
        "--seed",
        "101",
      ],
    },
    judge({ race }) {
      const { score, rank } = raceCoverage(race!);
      return {
        measured: `95 % intervals of a board with three studies hold the score of all ${race!.studies} seeds in ${digits(100 * score, 2)} % of draws, the rank in ${digits(100 * rank, 2)} % (three submissions on the small world xor, 500 boards drawn)`,
        holds: score < 0.95,
      };
    },
  },
];

/** How often a board of three studies covers the board of all seeds of a race. */
export const raceCoverage = (race: LabFile) =>
  intervalCoverage(
    race.subjects.map((_, subject) =>
      race.results
        .filter(({ task }) => task.subject === subject)
        .map(({ finding }) => finding.numbers["secondsToTarget"] ?? Number.POSITIVE_INFINITY),
    ),
  );
