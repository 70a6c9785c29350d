import { averageOf, type Claim, deviation, digits, mean, numbersOf, reachingDecades } from "./claim.ts";

const reference = (name: string, entry = "external") => `submissions/${name}/${entry}.ts`;

/** A claim about the state that an algorithm keeps, against another's. */
const stateClaim = (
  claim: Pick<Claim, "id" | "claim" | "source">,
  [one, other]: readonly [string, string],
  [low, high]: readonly [number, number],
): Claim => ({
  ...claim,
  runs: { state: ["compare", one, other, "--steps", "12", "--looks", "1", "--studies", "1"] },
  judge({ state }) {
    const [a, b] = [0, 1].map((subject) => averageOf(state!, "stateBytesPerParameter", subject)) as [
      number,
      number,
    ];
    return {
      measured: `${digits(a)} against ${digits(b)} bytes a parameter on mnist_mlp: ${digits(a / b)} of it`,
      holds: a / b >= low && a / b <= high,
    };
  },
});

/** A claim that one submission is ahead of another: in the loss after as many steps, or at the target. */
const aheadClaim = (
  claim: Pick<Claim, "id" | "claim" | "source">,
  [one, other]: readonly [string, string],
  options: {
    readonly by: "loss" | "stepsToTarget" | "secondsToTarget";
    readonly factor?: number;
    readonly words?: readonly string[];
  },
): Claim => ({
  ...claim,
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
      holds: mean(a) <= factor * mean(b),
    };
  },
});

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
      "--steps",
      "800",
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

/** Claims about what algorithms reach, at which price, and how surely. */
export const metricClaims: readonly Claim[] = [
  stateClaim(
    {
      id: "sgd-sai-state",
      claim: "SGD-SaI keeps half of AdamW's state",
      source: "Xu et al. 2024, arXiv 2412.11768, abstract",
    },
    [reference("sgd_sai"), reference("adamw")],
    [0.45, 0.55],
  ),
  stateClaim(
    {
      id: "lion-state",
      claim: "Lion keeps half of Adam's state",
      source: "Chen et al. 2023, arXiv 2302.06675, abstract",
    },
    [reference("lion"), reference("adam")],
    [0.45, 0.55],
  ),
  stateClaim(
    {
      id: "adam-8bit-state",
      claim: "Eight-bit optimizers keep a quarter of Adam's state",
      source: "Dettmers et al. 2021, arXiv 2110.02861, abstract",
    },
    [reference("adam_8bit"), reference("adam")],
    [0.2, 0.32],
  ),
  stateClaim(
    {
      id: "shampoo-4bit-state",
      claim: "Shampoo in four bits keeps less than a third of Shampoo's state",
      source: "Wang et al. 2024, arXiv 2405.18144, abstract",
    },
    [reference("shampoo_4bit"), reference("shampoo")],
    [0, 1 / 3],
  ),
  stateClaim(
    {
      id: "adafactor-state",
      claim: "Adafactor's second moments take sublinear memory",
      source: "Shazeer & Stern 2018, arXiv 1804.04235, abstract",
    },
    [reference("adafactor"), reference("adam")],
    [0, 0.6],
  ),
  stateClaim(
    {
      id: "galore-state",
      claim: "GaLore keeps up to 65.5 % less optimizer state than Adam",
      source: "Zhao et al. 2024, arXiv 2403.03507, abstract",
    },
    [reference("galore"), reference("adam")],
    [0, 0.5],
  ),
  stateClaim(
    {
      id: "dowg-state",
      claim: "DoWG needs no second moments: half of Adam's state",
      source: "Khaled et al. 2023, arXiv 2305.16284, §1",
    },
    [reference("dowg", "self"), reference("adam")],
    [0.45, 0.55],
  ),
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
    { by: "secondsToTarget", factor: 0.1, words: ["--steps", "1500"] },
  ),
  aheadClaim(
    {
      id: "selective-backprop",
      claim: "Selective backprop reaches target error up to 3.5 times faster than training on all examples",
      source: "Jiang et al. 2019, arXiv 1910.00762, abstract",
    },
    [reference("selective_backprop"), reference("sgd")],
    { by: "secondsToTarget", words: ["--steps", "1500"] },
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
