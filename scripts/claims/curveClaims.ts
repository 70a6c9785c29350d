import { kneeOf } from "../../packages/core/lab/instruments/batchSize.ts";
import { forecastErrors } from "../../packages/core/lab/instruments/forecast.ts";
import { above, leadOf, startsOf } from "../../packages/core/lab/instruments/spikes.ts";
import { mean } from "../../packages/core/lab/leastSquares.ts";
import { fitPowerLaw, valueAt } from "../../packages/core/lab/powerLaw.ts";
import type { LabFile } from "../../packages/core/schema/labFile.ts";
import { averageOf, type Claim, digits, numbersOf, seriesOf } from "./claim.ts";

/** The knee of a batch-size run of one submission. */
export const kneeIn = (file: LabFile) => {
  const reached = (file.options["batches"] ?? []).flatMap((batch) => {
    const steps = (file.options["rates"] ?? [])
      .map((rate) => numbersOf(file, "stepsToTarget", 0, { batch, rate }))
      .filter((found) => found.length === file.studies)
      .map(mean);
    return steps.length === 0 ? [] : [{ batch, steps: Math.min(...steps) }];
  });
  return { reached, knee: kneeOf(reached) };
};

/** Courses of training: batch sizes, data, curves, spikes, ranks. */
export const curveClaims: readonly Claim[] = [
  {
    id: "batch-knee",
    claim: "Steps fall as one over the batch size, then less, then not; and the knee differs by workload",
    source: "Shallue et al. 2019, arXiv 1811.03600, §4.1–4.2",
    remark:
      "With 40,000 examples of mnist_mlp and 25,000 of mnist_cnn no batch size reached its target: runs are three times as long.",
    runs: {
      mlp: [
        "batch-size",
        "submissions/nadamw/self.ts",
        "--batches",
        "16,32,64,128,256,512",
        "--rates",
        "0.5,1,2",
        "--examples",
        "120000",
      ],
      cnn: [
        "batch-size",
        "submissions/nadamw/self.ts",
        "--workload",
        "mnist_cnn",
        "--batches",
        "16,32,64,128",
        "--rates",
        "0.5,1,2",
        "--examples",
        "75000",
      ],
    },
    judge({ mlp, cnn }) {
      const [a, b] = [kneeIn(mlp!), kneeIn(cnn!)];
      const [first, last] = [a.reached[0], a.reached.at(-1)];
      const gain = first && last ? first.steps / last.steps / (last.batch / first.batch) : Number.NaN;
      return {
        measured: `knee at a batch of ${a.knee ? digits(a.knee.batch, 2) : "–"} on mnist_mlp and ${b.knee ? digits(b.knee.batch, 2) : "–"} on mnist_cnn; from batch ${first?.batch} to ${last?.batch} the steps fall by ${digits(100 * gain, 2)} % of what perfect scaling says`,
        holds: a.knee !== null && gain < 0.8,
      };
    },
  },
  {
    id: "data-power-law",
    claim: "The loss falls as a power of the amount of data, and small sizes foretell larger ones",
    source: "Hestness et al. 2017, arXiv 1712.00409, abstract; Kaplan et al. 2020, arXiv 2001.08361",
    runs: {
      sizes: [
        "scaling",
        "submissions/nadamw/self.ts",
        "--sizes",
        "250,500,1000,2000,4000,8000,16000",
        "--steps",
        "500",
        "--studies",
        "2",
      ],
    },
    judge({ sizes }) {
      const points = (sizes!.options["sizes"] ?? []).map(
        (size) => [size, averageOf(sizes!, "loss", 0, { size })] as const,
      );
      const law = fitPowerLaw(points);
      const early = fitPowerLaw(points.slice(0, -2));
      const last = points.at(-1) as readonly [number, number];
      const miss = early ? 100 * (valueAt(early, last[0]) / last[1] - 1) : Number.NaN;
      return {
        measured:
          law === null
            ? "no falling power law"
            : `exponent ${digits(law.exponent, 2)}, floor ${digits(law.floor, 2)}, error of log L ${digits(law.error, 2)}; the five smaller sizes miss the largest, 4 times further, by ${digits(miss, 2)} %`,
        holds: law !== null && law.error < 0.1 && Math.abs(miss) < 20,
      };
    },
  },
  {
    id: "curves-foretold",
    claim: "The first half of a learning curve foretells its end",
    source: "Domhan et al. 2015 (IJCAI), §4; Viering & Loog 2021, arXiv 2103.10948",
    runs: {
      curves: ["forecast", "submissions/schedule_free_adamw/self.ts", "--steps", "600", "--studies", "3"],
    },
    judge({ curves }) {
      const errors = curves!.results.map(({ finding }) => {
        const points = (finding.series["step"] ?? []).map(
          (step, at) => [step ?? 0, finding.series["loss"]?.[at] ?? Number.NaN] as const,
        );
        return forecastErrors(points, 300);
      });
      const [law, last] = [
        mean(errors.map(({ law }) => Math.abs(law ?? Number.NaN))),
        mean(errors.map(({ last }) => Math.abs(last ?? Number.NaN))),
      ];
      return {
        measured: `a power law through the first half misses the final loss by ${digits(law, 2)} %, the last value seen by ${digits(last, 2)} % (schedule-free AdamW on mnist_mlp, 3 seeds)`,
        holds: law < last && law < 10,
      };
    },
  },
  {
    id: "gradient-warns",
    claim: "Gradients grow before the loss spikes",
    source: "Takase et al. 2023, arXiv 2312.16903, §3",
    runs: { spikes: ["spikes", "submissions/adam/self.ts", "--steps", "300", "--rates", "4,16,64"] },
    judge({ spikes }) {
      const found = spikes!.results.flatMap(({ finding: { series } }) => {
        const [loss, gradient] = [above(series["loss"] ?? [], 2, 50), above(series["gradient"] ?? [], 2, 50)];
        return startsOf(loss).map((start) => leadOf(gradient, start));
      });
      const warned = found.filter((lead) => lead !== null && lead > 0).length;
      return {
        measured: `${found.length} spikes, ${warned} with a gradient above twice its running median before them (Adam at 4, 16 and 64 times its rate on mnist_mlp)`,
        holds: found.length > 0 && warned > found.length / 2,
      };
    },
  },
  {
    id: "neural-collapse",
    claim: "Within a class, predictions draw together as training goes on (NC1 falls towards 0)",
    source: "Papyan et al. 2020, arXiv 2008.08186, NC1",
    runs: { features: ["features", "submissions/nadamw/self.ts", "--steps", "800", "--points", "6"] },
    judge({ features }) {
      const values = seriesOf(features!, "nc1");
      return {
        measured: `NC1 of the logits ${values.map((value) => digits(value, 2)).join(", ")} along 800 steps of mnist_mlp`,
        holds: (values.at(-1) as number) < 0.2 * (values[0] as number),
      };
    },
  },
  {
    id: "low-rank-updates",
    claim: "Updates have a lower effective rank than the weights that they change",
    source: "Zhao et al. 2024 (GaLore), arXiv 2403.03507, §3; Gur-Ari et al. 2018, arXiv 1812.04754",
    remark: "Shortened: 400 steps of SGD, not 800 of NadamW.",
    runs: { features: ["features", "submissions/sgd/external.ts", "--steps", "400", "--points", "5"] },
    judge({ features }) {
      const [weights, updates] = [mean(seriesOf(features!, "weights")), mean(seriesOf(features!, "updates"))];
      return {
        measured: `effective rank ${digits(updates, 2)} of the full one for updates, ${digits(weights, 2)} for weights (SGD on mnist_mlp)`,
        holds: updates < weights,
      };
    },
  },
];
