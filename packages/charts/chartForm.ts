/** How wide a chart is drawn, and where its names stand: it is drawn once for a page and once for a phone, whose text would be too small otherwise. */
export interface ChartForm {
  readonly width?: number;
  /** `below`: in rows of their own, so that the lines have the whole width. */
  readonly legend?: "beside" | "below";
}

export const pageForm: ChartForm = {};
export const phoneForm: ChartForm = { width: 360, legend: "below" };

/** How many marks an axis of so many user units has room for. */
export const ticksFor = (units: number, most: number): number =>
  Math.max(2, Math.min(most, Math.floor(units / 70)));
