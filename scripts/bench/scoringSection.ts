import { benchScoring } from "../../packages/core/score/bench/boardScoring.ts";
import type { BenchSection } from "./benchSection.ts";

/** Scoring a large synthetic board, intervals included. */
export function scoringSection(): BenchSection {
  const { board, milliseconds, fastestMilliseconds, resamples, runs } = benchScoring();
  return {
    title: "Scoring a board",
    text: `${board.submissions} synthetic submissions × ${board.workloads} workloads × ${board.studies} studies × ${board.trials} trials, with ${resamples} bootstrap resamples; ${runs} runs. Aim: at most 200 ms.`,
    columns: ["", "milliseconds"],
    rows: [
      ["median", milliseconds.toFixed(0)],
      ["fastest", fastestMilliseconds.toFixed(0)],
    ],
  };
}
