import { mean } from "../../packages/core/lab/leastSquares.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";
import { type Claim, digits, seriesOf } from "./claim.ts";

const gradientDescent = "scripts/claims/submissions/gradient_descent.ts";

/** Mean of the largest eigenvalue over the second half of the moments. */
const lateSharpness = (file: LabFile, subject: number): number => {
  const values = seriesOf(file, "largest", subject);
  return mean(values.slice(values.length >> 1));
};

const flatterClaim = (claim: Pick<Claim, "id" | "claim" | "source">, one: string, other: string): Claim => ({
  ...claim,
  runs: {
    curvature: [
      "curvature",
      one,
      other,
      "--steps",
      "500",
      "--points",
      "6",
      "--examples",
      "512",
      "--lanczos",
      "12",
      "--traces",
      "0",
    ],
  },
  judge({ curvature }) {
    const [a, b] = [lateSharpness(curvature!, 0), lateSharpness(curvature!, 1)];
    return {
      measured: `λ₁ of the second half of training ${digits(a)} against ${digits(b)}, on mnist_mlp`,
      holds: a < b,
    };
  },
});

const fullBatch = (rate: string): readonly string[] => [
  ...[
    "curvature",
    gradientDescent,
    "--full-batch",
    "1",
    "--examples",
    "512",
    "--steps",
    "300",
    "--points",
    "16",
  ],
  ...["--lanczos", "12", "--traces", "0", "--set", `lr=${rate}`],
];

/** The Hessian of the training loss. */
export const sharpnessClaims: readonly Claim[] = [
  {
    id: "edge-of-stability",
    claim: "In full-batch gradient descent the sharpness rises to 2/η and hovers there",
    source: "Cohen et al. 2021, arXiv 2103.00065, §3.1",
    remark:
      "The second command is a second try: at η 0.6 training starts above the edge. At η 0.06 it starts below and stays there for all 300 steps.",
    runs: { curvature: fullBatch("0.6"), slower: fullBatch("0.06") },
    judge(files) {
      const of = (run: string, rate: number) =>
        seriesOf(files[run]!, "largest").map((value) => (value * rate) / 2);
      const tries = [of("curvature", 0.6), of("slower", 0.06)];
      const said = tries.map((ratios) => ratios.map((ratio) => digits(ratio, 2)).join(", "));
      const hovers = (ratios: readonly number[]) =>
        ratios.slice(1).filter((ratio) => ratio > 0.8 && ratio < 1.3).length >= ratios.length / 2;
      return {
        measured: `λ₁ · η/2 went ${said[0]} at η 0.6, and ${said[1]} at η 0.06 (mnist_mlp, 512 examples, cross-entropy)`,
        holds: tries.some(hovers),
      };
    },
  },
  {
    id: "rate-flattens",
    claim: "Larger learning rates end in flatter regions",
    source: "Lewkowycz et al. 2020, arXiv 2003.02218; Jastrzębski et al. 2020, arXiv 2002.09572",
    runs: {
      small: [
        "curvature",
        gradientDescent,
        "--steps",
        "400",
        "--points",
        "6",
        "--examples",
        "512",
        "--lanczos",
        "12",
        "--traces",
        "0",
        "--set",
        "lr=0.02",
      ],
      large: [
        "curvature",
        gradientDescent,
        "--steps",
        "400",
        "--points",
        "6",
        "--examples",
        "512",
        "--lanczos",
        "12",
        "--traces",
        "0",
        "--set",
        "lr=0.5",
      ],
    },
    judge({ small, large }) {
      const [a, b] = [lateSharpness(large!, 0), lateSharpness(small!, 0)];
      return {
        measured: `λ₁ ${digits(a)} at η 0.5 against ${digits(b)} at η 0.02, after as many steps on mnist_mlp`,
        holds: a < b,
      };
    },
  },
  flatterClaim(
    {
      id: "sam-flatter",
      claim: "SAM ends in flatter minima than SGD",
      source: "Foret et al. 2020, arXiv 2010.01412, §4",
    },
    "submissions/sam/external.ts",
    "submissions/sgd/external.ts",
  ),
  flatterClaim(
    {
      id: "amp-flatter",
      claim: "Adversarial model perturbation ends in flatter minima than SGD",
      source: "Zheng et al. 2021, arXiv 2010.04925, abstract",
    },
    "submissions/amp/external.ts",
    "submissions/sgd/external.ts",
  ),
  {
    id: "outliers-few",
    claim: "The Hessian's spectrum is a bulk near 0 and few outliers, about as many as classes",
    source: "Sagun et al. 2017, arXiv 1706.04454; Ghorbani et al. 2019, arXiv 1901.10159",
    runs: {
      curvature: [
        "curvature",
        "submissions/sgd/external.ts",
        "--steps",
        "400",
        "--points",
        "2",
        "--examples",
        "1024",
        "--lanczos",
        "40",
        "--traces",
        "0",
      ],
    },
    judge({ curvature }) {
      const values = seriesOf(curvature!, "densityAt");
      const weights = seriesOf(curvature!, "density");
      const outliers = values.filter((value) => value > 0.1 * (values[0] as number)).length;
      const bulk = weights
        .filter((_, at) => Math.abs(values[at] as number) < 0.1 * (values[0] as number))
        .reduce((sum, weight) => sum + weight, 0);
      return {
        measured: `${digits(100 * bulk)} % of the spectral weight lies below a tenth of λ₁, ${outliers} Ritz values above it (mnist_mlp, 10 classes)`,
        holds: bulk > 0.9 && outliers <= 20,
      };
    },
  },
];
