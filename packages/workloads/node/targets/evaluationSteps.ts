import { lastCountedStep } from "./bestValue.ts";

/** The ten equally spaced steps at which a target-setting run is evaluated; the last one is its end. */
export const evaluationSteps = (steps: number): number[] => [
  ...new Set(Array.from({ length: 10 }, (_, at) => Math.max(1, Math.round((steps * (at + 1)) / 10)))),
];

/** Where a search run ends: at the last evaluation whose value counts. */
export const lastSearchStep = (steps: number): number =>
  evaluationSteps(steps)
    .filter((step) => step <= lastCountedStep(steps))
    .at(-1) ?? steps;

/** The evaluations at which a search run may be stopped: from three tenths of the run on, when its warmup is over, to the one before its last. */
export const stoppingSteps = (steps: number): number[] =>
  evaluationSteps(steps).filter(
    (step) => step >= Math.round((3 * steps) / 10) && step < lastSearchStep(steps),
  );
