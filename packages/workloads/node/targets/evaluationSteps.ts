/** The ten equally spaced steps at which a target-setting run is evaluated; the last one is its end. */
export const evaluationSteps = (steps: number): number[] => [
  ...new Set(Array.from({ length: 10 }, (_, at) => Math.max(1, Math.round((steps * (at + 1)) / 10)))),
];
