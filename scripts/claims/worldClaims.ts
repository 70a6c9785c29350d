import { mean } from "../../packages/core/lab/leastSquares.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";
import { averageOf, type Claim, digits, numbersOf } from "./claim.ts";
import { kneeIn } from "./curveClaims.ts";

const descent = "scripts/claims/submissions/gradient_descent.ts";
const adam = "scripts/claims/submissions/perp_adam.ts";

/** A series of each seed of the first submission. */
const curvesOf = (file: LabFile, name: string): (number | null)[][] =>
  file.results.filter(({ task }) => task.subject === 0).map(({ finding }) => finding.series[name] ?? []);

const stepsOf = (file: LabFile): number[] =>
  (file.results[0]?.finding.series["step"] ?? []).map((step) => step ?? 0);

/** The first step at which a series is so, by seed; null where it never is. */
const firstStep = (file: LabFile, name: string, isSo: (value: number) => boolean): (number | null)[] =>
  curvesOf(file, name).map((curve) => {
    const at = curve.findIndex((value) => value !== null && isSo(value));
    return at < 0 ? null : (stepsOf(file)[at] ?? null);
  });

const reached = (steps: readonly (number | null)[]): number[] => steps.filter((step) => step !== null);

/** Small worlds: phenomena that are known to happen, tried where they should. */
export const worldClaims: readonly Claim[] = [
  {
    id: "grokking",
    claim: "Without decay, the gradient's part across the weights makes modular addition grok",
    source: "Prieto et al. 2025, arXiv 2501.04697",
    runs: Object.fromEntries(
      [1, 0].map((across) => [
        across === 1 ? "across" : "whole",
        [
          "compare",
          adam,
          "--workload",
          "modular_addition",
          "--steps",
          "1500",
          "--looks",
          "30",
          "--set",
          `across=${across},lr=0.01`,
        ],
      ]),
    ),
    judge({ across, whole }) {
      const fitted = reached(firstStep(across!, "trainLoss", (loss) => loss < 0.1));
      const grokked = numbersOf(across!, "stepsToTarget");
      const end = averageOf(whole!, "validation");
      return {
        measured:
          grokked.length < across!.studies
            ? `${grokked.length} of ${across!.studies} seeds generalize within 1,500 steps`
            : `across the weights the training loss is below 0.1 after ${digits(mean(fitted), 3)} steps and 95 % of unseen sums are right after ${digits(mean(grokked), 4)} (3 seeds); with the whole gradient ${digits(100 * end, 2)} % are right after 1,500`,
        holds: grokked.length === across!.studies && mean(grokked) > 2 * mean(fitted) && end < 0.5,
      };
    },
  },
  {
    id: "plasticity",
    claim: "On a stream of permuted tasks plain training loses the ability to learn",
    source: "Dohare et al. 2024, Nature 632, 768–774",
    runs: {
      stream: [
        "compare",
        descent,
        "--workload",
        "permuted_stream",
        "--steps",
        "2560",
        "--looks",
        "40",
        "--set",
        "lr=0.1",
      ],
    },
    judge({ stream }) {
      // Each task's accuracy when it was the last that was trained on.
      const own = Array.from({ length: 40 }, (_, task) =>
        mean(curvesOf(stream!, `task_${task + 1}`).map((curve) => curve[task] ?? Number.NaN)),
      );
      const [early, late] = [mean(own.slice(0, 5)), mean(own.slice(-5))];
      return {
        measured: `right after its training a task of the first five has an accuracy of ${digits(early)}, of the last five of forty ${digits(late)} (3 seeds)`,
        holds: late < early - 0.02,
      };
    },
  },
  {
    id: "stability-gap",
    claim:
      "When a second task joins, the first is lost for a moment though all its examples are still trained on",
    source: "De Lange et al. 2023, arXiv 2205.13452, §4",
    runs: {
      switch: [
        "compare",
        descent,
        "--workload",
        "task_switch",
        "--steps",
        "200",
        "--looks",
        "200",
        "--set",
        "lr=0.1",
      ],
    },
    judge(files) {
      const file = files["switch"]!;
      const curves = curvesOf(file, "task_1").map((curve) => curve.map((value) => value ?? Number.NaN));
      const before = mean(curves.map((curve) => mean(curve.slice(90, 100))));
      const lowest = mean(curves.map((curve) => Math.min(...curve.slice(100, 130))));
      // What chance alone does: the least of as many looks before the switch.
      const usual = mean(curves.map((curve) => Math.min(...curve.slice(70, 100))));
      const after = mean(curves.map((curve) => mean(curve.slice(190))));
      return {
        measured: `accuracy on the first task ${digits(before)} before the switch (${digits(usual)} at the lowest of 30 steps), ${digits(lowest)} at the lowest of the 30 steps after it, ${digits(after)} at the end (3 seeds)`,
        holds: lowest < usual - 0.01 && after > before - 0.01,
      };
    },
  },
  {
    id: "spectral-bias",
    claim: "Low frequencies are learnt first",
    source: "Rahaman et al. 2019, arXiv 1806.08734",
    runs: {
      image: [
        "compare",
        adam,
        "--workload",
        "image_fit",
        "--steps",
        "1500",
        "--looks",
        "100",
        "--set",
        "across=0,lr=0.003",
      ],
    },
    judge({ image }) {
      const steps = [1, 2, 4, 8].map((frequency) => {
        const found = firstStep(image!, `frequency_${frequency}`, (share) => share >= 0.5);
        return reached(found).length < image!.studies ? null : mean(reached(found));
      });
      const known = steps.map((step) => step ?? 1e9);
      return {
        measured: `half of the waves of frequency 1, 2, 4 and 8 is learnt after ${steps.map((step) => (step === null ? "more than 1500" : digits(step))).join(", ")} steps (3 seeds)`,
        holds:
          known.every((step, at) => at === 0 || step >= (known[at - 1] as number)) &&
          (known[3] as number) > (known[0] as number),
      };
    },
  },
  {
    id: "saddle-curl",
    claim: "Curl descent escapes saddles faster than gradient descent",
    source: "Ninou, Kadmon & Cayco-Gajic 2025, arXiv 2510.02765",
    runs: {
      saddle: [
        "compare",
        "submissions/curl_descent/external.ts",
        "submissions/sgd/external.ts",
        "--workload",
        "saddle_escape",
        "--steps",
        "400",
        "--looks",
        "400",
        "--studies",
        "10",
        "--set",
        "lr=0.1",
      ],
    },
    judge({ saddle }) {
      const [curl, plain] = [numbersOf(saddle!, "stepsToTarget", 0), numbersOf(saddle!, "stepsToTarget", 1)];
      const of = (steps: readonly number[]) => (steps.length === 0 ? "no" : digits(mean(steps)));
      return {
        measured: `${of(curl)} steps to an error of 0.05 on ${curl.length} of 10 seeds with a tenth of the readout's units flipped, ${of(plain)} on ${plain.length} by gradient descent`,
        holds: curl.length === 10 && mean(curl) < mean(plain),
      };
    },
  },
  {
    id: "parity-plateau",
    claim: "A parity is learnt suddenly after a time in which the loss stands still",
    source: "Barak et al. 2022, arXiv 2207.08799, §1",
    remark: "A second try: in a first one of 400 steps 2 of 3 seeds had learnt it.",
    runs: {
      xor: [
        ...["compare", descent, "--workload", "xor", "--steps", "1600", "--looks", "400"],
        ...["--studies", "10", "--set", "lr=0.03"],
      ],
    },
    judge({ xor }) {
      const still = reached(firstStep(xor!, "loss", (loss) => loss < 0.9 * Math.LN2));
      const done = reached(firstStep(xor!, "loss", (loss) => loss < 0.5 * Math.LN2));
      const [a, b] = [mean(still), mean(done)];
      const isDone = done.length === xor!.studies;
      return {
        measured: isDone
          ? `the validation loss is above 90 % of guessing for ${digits(a)} steps, and below half of it ${digits(b - a)} steps later (${done.length} seeds)`
          : `${done.length} of ${xor!.studies} seeds learn it within 1,600 steps`,
        holds: isDone && b - a < a,
      };
    },
  },
  {
    id: "low-rank-found",
    claim:
      "From a small start, gradient descent on a product of full rank finds the low-rank matrix that fits",
    source: "Gunasekar et al. 2017, arXiv 1705.09280; Li, Ma & Zhang 2018, arXiv 1712.09203, theorem 1",
    runs: {
      sensing: ["compare", descent, "--workload", "matrix_sensing", "--steps", "400", "--set", "lr=0.1"],
    },
    judge({ sensing }) {
      const error = averageOf(sensing!, "validation");
      return {
        measured: `relative error of unseen measurements ${digits(error, 2)} after 400 steps on 160 measurements of a matrix with 210 free entries (3 seeds)`,
        holds: error < 0.05,
      };
    },
  },
  {
    id: "quadratic-knee",
    claim: "On a noisy quadratic, too, steps fall as one over the batch size, then less, then not",
    source: "Zhang et al. 2019, arXiv 1907.04164, §4",
    runs: {
      quadratic: [
        "batch-size",
        descent,
        "--workload",
        "noisy_quadratic",
        "--batches",
        "4,16,64,256,1024",
        "--rates",
        "0.3,1,3,9",
        "--examples",
        "200000",
        "--set",
        "lr=0.1",
      ],
    },
    judge({ quadratic }) {
      const { reached, knee } = kneeIn(quadratic!);
      const [first, last] = [reached[0], reached.at(-1)];
      const gain = first && last ? first.steps / last.steps / (last.batch / first.batch) : 0;
      return {
        measured: `knee at a batch of ${knee ? digits(knee.batch, 2) : "–"}; from batch ${first?.batch ?? "–"} to ${last?.batch ?? "–"} the steps to an excess of 0.05 fall by ${digits(100 * gain, 2)} % of what perfect scaling says`,
        holds: knee !== null && gain < 0.8,
      };
    },
  },
];
