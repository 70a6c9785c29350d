import type { Measure } from "@steepest/core/schema/api/boards.ts";
import { formatNumber } from "./formatNumber.ts";
import { formatSeconds } from "./formatSeconds.ts";

interface MeasureWords {
  readonly label: string;
  readonly unit: string;
  readonly format: (value: number) => string;
  readonly meaning: string;
}

const words: Readonly<Record<Measure, MeasureWords>> = {
  wall: {
    label: "Wall clock",
    unit: "s",
    format: formatSeconds,
    meaning: "charged wall-clock seconds, the official measure",
  },
  cpu: {
    label: "CPU time",
    unit: "CPU s",
    format: formatSeconds,
    meaning: "charged CPU seconds, steadier on shared machines",
  },
  steps: {
    label: "Steps",
    unit: "steps",
    format: formatNumber,
    meaning: "update steps, whatever a step costs",
  },
};

/** How a board's measure is named, printed and explained. */
export const describeMeasure = (measure: Measure): MeasureWords => words[measure];
