import { mean } from "../../packages/core/lab/leastSquares.ts";
import { type Claim, deviation, digits, numbersOf, reachingDecades, reference } from "./claim.ts";

/** A claim that one submission is ahead of another: in the loss after as many steps, or at the target. */
const aheadClaim = (
  claim: Pick<Claim, "id" | "claim" | "source">,
  [one, other]: readonly [string, string],
  options: {
    readonly by: "loss" | "stepsToTarget" | "secondsToTarget";
    readonly factor?: number;
    readonly words?: readonly string[];
    readonly remark?: string;
  },
): Claim => ({
  ...claim,
  ...(options.remark === undefined ? {} : { remark: options.remark }),
  runs: { race: ["compare", one, other, "--looks", "20", ...(options.words ?? ["--steps", "600"])] },
  judge({ race }) {
    const { by, factor = 1 } = options;
    const [a, b] = [0, 1].map((subject) => numbersOf(race!, by, subject)) as [number[], number[]];
    const names = race!.subjects.map(({ name }) => name);
    if (a.length < race!.studies || b.length < race!.studies) {
      const reached = `${a.length} and ${b.length} of ${race!.studies} seeds reached the target`;
      return { measured: `${names.join(" and ")}: ${reached}`, holds: a.length > b.length };
    }
    const what = {
      loss: "validation loss",
      stepsToTarget: "steps to target",
      secondsToTarget: "reference s to target",
    }[by];
    return {
      measured: `${what} ${digits(mean(a))} (sd ${digits(deviation(a), 2)}) against ${digits(mean(b))} (${digits(deviation(b), 2)}) of ${names[1]}, ${race!.studies} seeds of ${race!.workload}`,
      // Who is said to be ahead must be so by more than what seeds alone make.
      holds: mean(a) <= factor * mean(b) - (factor === 1 ? standardError(a, b) : 0),
    };
  },
});

/** Of the difference of two means. */
const standardError = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(deviation(a) ** 2 / a.length + deviation(b) ** 2 / b.length);

const shortRace = { words: ["--steps", "800"], remark: "Shortened: 800 steps, not 1,500." };

/** A claim that one submission reaches the target over a wider range of learning rates than another. */
const rangeClaim = (
  claim: Pick<Claim, "id" | "claim" | "source">,
  [one, other]: readonly [string, string],
): Claim => ({
  ...claim,
  runs: {
    rates: [
      "sensitivity",
      one,
      other,
      // In fewer, hardly any rate reaches the target.
      "--steps",
      "1000",
      "--rates",
      "0.01,0.03,0.1,0.3,1,3,10,30,100,300",
      "--studies",
      "1",
    ],
  },
  judge({ rates }) {
    const [a, b] = [reachingDecades(rates!, 0), reachingDecades(rates!, 1)];
    return {
      measured: `target reached over ${digits(a, 2)} decades of rates against ${digits(b, 2)}, on mnist_mlp`,
      holds: a > b,
    };
  },
});

/** Who is ahead of whom, and over which learning rates. */
export const raceClaims: readonly Claim[] = [
  rangeClaim(
    {
      id: "momo-range",
      claim: "MoMo reaches targets over a wider range of learning rates than SGD with momentum",
      source: "Schaipp et al. 2023, arXiv 2305.07583, abstract",
    },
    [reference("momo"), reference("heavy_ball")],
  ),
  rangeClaim(
    {
      id: "momo-adam-range",
      claim: "MoMo-Adam reaches targets over a wider range of learning rates than Adam",
      source: "Schaipp et al. 2023, arXiv 2305.07583, abstract",
    },
    [reference("momo_adam"), reference("adam")],
  ),
  aheadClaim(
    {
      id: "sgd-sai-matches",
      claim: "SGD-SaI matches AdamW",
      source: "Xu et al. 2024, arXiv 2412.11768, abstract",
    },
    [reference("sgd_sai"), reference("adamw")],
    { by: "loss", factor: 1.05 },
  ),
  aheadClaim(
    {
      id: "adam-8bit-matches",
      claim: "Eight-bit Adam keeps the performance of Adam in 32 bits",
      source: "Dettmers et al. 2021, arXiv 2110.02861, abstract",
    },
    [reference("adam_8bit"), reference("adam")],
    { by: "loss", factor: 1.02 },
  ),
  aheadClaim(
    {
      id: "schedule-free-matches",
      claim: "Schedule-free AdamW does as well as AdamW with a cosine schedule",
      source: "Defazio et al. 2024, arXiv 2405.15682, abstract",
    },
    [reference("schedule_free_adamw", "self"), reference("adamw", "self")],
    { by: "loss", factor: 1.02 },
  ),
  aheadClaim(
    {
      id: "prodigy-matches",
      claim: "Prodigy without a learning rate comes near hand-tuned Adam",
      source: "Mishchenko & Defazio 2023, arXiv 2306.06101, abstract",
    },
    [reference("prodigy", "self"), reference("adam", "self")],
    { by: "loss", factor: 1.1 },
  ),
  aheadClaim(
    {
      id: "muon-steps",
      claim: "Muon needs fewer steps than AdamW",
      source: "Jordan et al. 2024, “Muon: an optimizer for hidden layers”",
    },
    [reference("muon", "self"), reference("adamw", "self")],
    { by: "stepsToTarget", words: ["--steps", "1000", "--workload", "mnist_mlp"] },
  ),
  aheadClaim(
    {
      id: "soap-steps",
      claim: "SOAP needs at least 40 % fewer steps than AdamW",
      source: "Vyas et al. 2024, arXiv 2409.11321, abstract",
    },
    [reference("soap", "self"), reference("adamw", "self")],
    { by: "stepsToTarget", factor: 0.6, words: ["--steps", "1000", "--workload", "mnist_mlp"] },
  ),
  aheadClaim(
    {
      id: "lookahead-helps",
      claim: "Lookahead improves the optimizer inside it",
      source: "Zhang et al. 2019, arXiv 1907.08610, abstract",
    },
    [reference("lookahead"), reference("heavy_ball")],
    { by: "loss" },
  ),
  aheadClaim(
    {
      id: "nesterov-helps",
      claim: "Nesterov's momentum is ahead of heavy-ball momentum",
      source: "Sutskever et al. 2013 (ICML), §3",
    },
    [reference("nesterov"), reference("heavy_ball")],
    { by: "loss" },
  ),
  aheadClaim(
    {
      id: "adabelief-fast",
      claim: "AdaBelief converges as fast as Adam",
      source: "Zhuang et al. 2020, arXiv 2010.07468, abstract",
    },
    [reference("adabelief"), reference("adam")],
    { by: "loss", factor: 1.02 },
  ),
  aheadClaim(
    {
      id: "diffgrad-ahead",
      claim: "diffGrad is ahead of Adam",
      source: "Dubey et al. 2019, arXiv 1909.11015, abstract",
    },
    [reference("diffgrad"), reference("adam")],
    { by: "loss" },
  ),
  aheadClaim(
    {
      id: "subset-pretraining",
      claim: "Pretraining on subsets reaches the same with a tenth of the computation or less",
      source: "Spörer, Bermeitinger & Hrycej 2024, arXiv 2410.16523, abstract",
    },
    [reference("subset_pretraining"), reference("adamw")],
    { by: "secondsToTarget", factor: 0.1, ...shortRace },
  ),
  aheadClaim(
    {
      id: "selective-backprop",
      claim: "Selective backprop reaches target error up to 3.5 times faster than training on all examples",
      source: "Jiang et al. 2019, arXiv 1910.00762, abstract",
    },
    [reference("selective_backprop"), reference("sgd")],
    { by: "secondsToTarget", ...shortRace },
  ),
  aheadClaim(
    {
      id: "mars-ahead",
      claim: "MARS is ahead of AdamW",
      source: "Yuan et al. 2024, arXiv 2411.10438, abstract",
    },
    [reference("mars"), reference("adamw")],
    { by: "loss" },
  ),
];
