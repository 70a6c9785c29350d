import type { Standing } from "@steepest/core/schema/api/runners.ts";
import { ApiProblem } from "../http/apiProblem.ts";

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** Verified results come from machines of their class's speed. Throws a 409 problem for a runner that may not have trials. */
export function requireStanding(
  { name, hardwareClass }: { readonly name: string; readonly hardwareClass: string },
  standing: Standing,
): void {
  if (standing.kind === "uncalibrated") {
    throw new ApiProblem(409, "runner-uncalibrated", {
      title: `The runner ${name} has not said how fast it is, or not for a day.`,
      detail: `Trials of ${hardwareClass} are for machines whose speed is known to be the class's.`,
      solution:
        "Calibrate, and register again with `environment.calibration`: `steepest work` does so by itself.",
    });
  }
  if (standing.kind === "outside") {
    const { relativeSpeed, tolerance } = standing;
    throw new ApiProblem(409, "runner-outside-class", {
      title: `The runner ${name} runs at ${percent(relativeSpeed)} of the speed of the reference of ${hardwareClass}.`,
      detail: `The class takes ${percent(1 - tolerance)} to ${percent(1 + tolerance)}: results of other machines would not be comparable.`,
      solution:
        relativeSpeed < 1
          ? "Let nothing else run on the machine, or use one of the class; trials come again after a calibration that is inside."
          : "The machine is faster than the class: a class of its own would suit it.",
    });
  }
}
