import { type TrainingCurve, trainingCurves } from "@steepest/charts/trainingCurves.ts";
import { chartReadout } from "../scripts/chartReadout.ts";
import type { PlayedWorkload } from "./playedWorkload.ts";
import { withoutOutliers } from "./withoutOutliers.ts";

/** Below this there is no room for names beside the lines: the table below has them. */
const roomForNames = 560;

/** Draws the curves into a figure, as wide as it is. At most once a frame, whatever asks for it. */
export class LiveChart {
  readonly #figure: HTMLElement;
  readonly #place: HTMLElement;
  #waits = false;
  #draw: () => string = () => "";

  constructor(figure: HTMLElement) {
    this.#figure = figure;
    this.#place = figure.querySelector<HTMLElement>(".chart-scroll") ?? figure;
    let width = 0;
    new ResizeObserver(() => {
      if (this.#place.clientWidth === width) return;
      width = this.#place.clientWidth;
      this.#soon();
    }).observe(this.#place);
  }

  show(series: readonly TrainingCurve[], { target, label }: PlayedWorkload, isByClock: boolean): void {
    this.#draw = () => {
      const width = Math.max(300, Math.round(this.#place.clientWidth));
      return trainingCurves({
        series: withoutOutliers(series, target),
        ...{ target, width, height: Math.round(Math.min(400, Math.max(260, width * 0.55))) },
        xLabel: isByClock ? "seconds by the clock" : "seconds of reference time",
        yLabel: label,
        lineNames: width >= roomForNames,
      });
    };
    this.#soon();
  }

  #soon(): void {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => {
      this.#waits = false;
      // Made of numbers and escaped names by packages/charts.
      this.#place.innerHTML = this.#draw();
      chartReadout(this.#figure.parentElement ?? document);
    });
  }
}
