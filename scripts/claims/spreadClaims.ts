import { mean } from "../../packages/core/lab/leastSquares.ts";
import { type Claim, deviation, digits, numbersOf } from "./claim.ts";

/** How much seeds matter. */
export const spreadClaims: readonly Claim[] = [
  {
    id: "variance-binomial",
    claim: "The spread of test accuracy over seeds is close to what the test set's size alone gives",
    source: "Jordan 2024, arXiv 2304.01910, §4",
    runs: { spread: ["variance", "submissions/nadamw/self.ts", "--studies", "12", "--steps", "400"] },
    judge({ spread }) {
      const test = numbersOf(spread!, "test", 0, { group: 0 });
      const p = mean(test);
      const binomial = Math.sqrt((p * (1 - p)) / 10_000);
      const ratio = deviation(test) / binomial;
      return {
        measured: `sd ${digits(deviation(test))} over 12 seeds of mnist_mlp, binomial ${digits(binomial)}: ${digits(ratio, 2)}×`,
        holds: ratio > 0.6 && ratio < 1.6,
      };
    },
  },
  {
    id: "variance-any-source",
    claim: "Any single source of randomness gives as much spread as all together",
    source: "Jordan 2024, arXiv 2304.01910, §3.1; Fort et al. 2019",
    runs: { spread: ["variance", "submissions/nadamw/self.ts", "--studies", "12", "--steps", "400"] },
    judge({ spread }) {
      const of = (group: number) => deviation(numbersOf(spread!, "test", 0, { group }));
      const shares = [of(1) / of(0), of(2) / of(0)];
      return {
        measured: `initial values alone give ${digits(shares[0]!, 2)} of the whole sd of test accuracy, the order of the data ${digits(shares[1]!, 2)} (12 seeds of mnist_mlp)`,
        holds: shares.every((share) => share > 0.6),
      };
    },
  },
];
