import { boxCounts, dimensionOf } from "../../packages/core/lab/instruments/boundary.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";
import { averageOf, type Claim, digits } from "./claim.ts";

/** The ways that training takes: between runs, through parameters, and where it ends. */
export const pathClaims: readonly Claim[] = [
  {
    id: "early-chaos",
    claim: "The earlier two runs part, the larger the barrier between their ends",
    source: "Frankle et al. 2020, arXiv 1912.05671, §3; Altıntaş et al. 2025 (“The butterfly effect”)",
    runs: {
      connect: [
        "connect",
        "submissions/sgd/external.ts",
        "--steps",
        "600",
        "--spawns",
        "0,20,100,400",
        "--studies",
        "2",
      ],
    },
    judge({ connect }) {
      const barriers = [0, 20, 100, 400].map((spawn) => averageOf(connect!, "barrier", 0, { spawn }));
      return {
        measured: `barriers ${barriers.map((barrier) => digits(barrier, 2)).join(", ")} when the runs part at step 0, 20, 100, 400 (mnist_mlp)`,
        holds:
          (barriers[0] as number) > (barriers[3] as number) &&
          (barriers[1] as number) >= (barriers[3] as number),
      };
    },
  },
  {
    id: "fractal-boundary",
    claim:
      "The border between trainable and divergent hyperparameters has a dimension between 1 and 2 at every scale",
    source: "Sohl-Dickstein 2024, arXiv 2402.06184, abstract",
    runs: {
      wide: [
        "boundary",
        "scripts/claims/submissions/momentum_descent.ts",
        "--cells",
        "24",
        "--decades",
        "2",
        "--steps",
        "25",
        "--examples",
        "32",
      ],
      near: [
        "boundary",
        "scripts/claims/submissions/momentum_descent.ts",
        "--cells",
        "24",
        "--decades",
        "0.2",
        "--steps",
        "25",
        "--examples",
        "32",
        "--set",
        "lr=1.2",
      ],
    },
    judge(files) {
      const dimensions = ["wide", "near"].map((name) => {
        const file = files[name] as LabFile;
        const rows = file.results
          .toSorted((a, b) => (a.task.settings["row"] ?? 0) - (b.task.settings["row"] ?? 0))
          .map(({ finding }) => (finding.series["loss"] ?? []).map((loss) => loss !== null));
        return dimensionOf(boxCounts(rows));
      });
      return {
        measured: `box-counting dimension ${dimensions.map((one) => (one === null ? "none (no border in the square)" : digits(one))).join(" over two decades, ")} over a fifth of one (24 × 24 runs of momentum on mnist_mlp)`,
        holds: dimensions.every((one) => one !== null && one > 1.05 && one < 2),
      };
    },
  },
  {
    id: "pca-walk",
    claim: "Most of a trajectory's variance (61 % of a random walk's) lies in its first principal component",
    source: "Antognini & Sohl-Dickstein 2018, arXiv 1806.08805, §3",
    runs: {
      way: [
        "landscape",
        "submissions/sgd/external.ts",
        "--steps",
        "400",
        "--line",
        "3",
        "--plane",
        "0",
        "--examples",
        "64",
      ],
    },
    judge({ way }) {
      const share = averageOf(way!, "share1");
      return {
        measured: `${digits(100 * share)} % in the first component, ${digits(100 * averageOf(way!, "share2"), 2)} % in the second (SGD on mnist_mlp)`,
        holds: share > 0.5,
      };
    },
  },
];
