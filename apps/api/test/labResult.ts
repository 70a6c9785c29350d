import type { CreateLabResult } from "@steepest/core/schema/api/lab.ts";
import { environment } from "./environment.ts";

/** What `steepest lab curvature` finds, of a version. */
export const labResultOf = (version: string, name = "measured"): CreateLabResult => ({
  file: {
    format: "steepest-lab/1",
    instrument: "curvature",
    workload: "mnist_mlp",
    subjects: [{ name, version, ruleset: "self", hyperparameters: { lr: 0.1 } }],
    studies: 1,
    seed: 1,
    options: { steps: [2], points: [2] },
    words: { mode: null },
    library: "0".repeat(12),
    environment: { ...environment, jobs: 1 },
    finishedAt: "2026-11-29T12:00:00.000Z",
    results: [
      { task: { subject: 0, seed: 1, settings: {} }, finding: { numbers: {}, series: { top: [1, null] } } },
    ],
  },
  report: {
    title: "Curvature along training",
    measures: "the largest eigenvalue of the Hessian, in nats per squared unit of the parameters",
    source: "Cohen et al. 2021, arXiv 2103.00065",
    lines: ["The largest eigenvalue went from 1 to 2."],
    tables: [
      {
        title: "Eigenvalues",
        columns: ["step", "λ₁"],
        rows: [
          [0, 1],
          [2, null],
        ],
      },
    ],
    figures: [
      {
        kind: "lines",
        title: "Largest eigenvalue",
        x: { label: "step", scale: "linear" },
        y: { label: "λ₁", scale: "log" },
        series: [
          {
            name,
            points: [
              [0, 1],
              [2, 2],
            ],
          },
        ],
      },
    ],
  },
});
