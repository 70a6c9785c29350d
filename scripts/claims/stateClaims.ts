import { averageOf, type Claim, digits, reference } from "./claim.ts";

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

/** What algorithms keep beside the parameters. */
export const stateClaims: readonly Claim[] = [
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
];
