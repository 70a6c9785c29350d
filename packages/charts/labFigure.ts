import type { LabFigure } from "@steepest/core/schema/labFile.ts";
import type { ChartForm } from "./chartForm.ts";
import { colourMap } from "./colourMap.ts";
import { linePlot } from "./linePlot.ts";

/** Beside a map of colours: its axis and its scale. */
const besideMap = 190;

/** A figure of the lab as SVG, drawn from its data. */
export const labFigure = (figure: LabFigure, form: ChartForm = {}): string => {
  if (figure.kind === "lines") return linePlot({ ...figure, ...form });
  return colourMap({ ...figure, ...(form.width === undefined ? {} : { size: form.width - besideMap }) });
};
