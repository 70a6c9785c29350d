import type { LabFigure } from "@steepest/core/schema/labFile.ts";
import { expect, test } from "vitest";
import { phoneForm } from "./chartForm.ts";
import { labFigure } from "./labFigure.ts";

const axis = (scale: "linear" | "log") => ({ label: "<b>x", scale });
const extremes = [-1e200, -1, -5e-324, 0, 5e-324, 1, 1e200];

/** Whatever the API takes of strangers, in numbers. */
const figures: LabFigure[] = (["linear", "log"] as const).flatMap((scale) => [
  ...extremes.flatMap((a) =>
    extremes.map((b) => ({
      ...{ kind: "lines" as const, title: "t", x: axis(scale), y: axis(scale) },
      series: [
        {
          name: "<script>",
          points: [
            [a, b],
            [b, a],
            [a, null],
          ] as [number, number | null][],
        },
      ],
    })),
  ),
  ...extremes.map((a) => ({
    ...{ kind: "map" as const, title: "t", x: axis(scale), y: axis(scale), valueLabel: "</svg>" },
    ...{ xs: extremes, ys: [a], values: [extremes, [1]] },
  })),
  { kind: "map", title: "t", x: axis(scale), y: axis(scale), valueLabel: "v", xs: [], ys: [], values: [] },
]);

test("whatever numbers a stranger's figure has, its marks have places, and its words are no markup", () => {
  for (const figure of figures) {
    for (const form of [{}, phoneForm]) {
      const svg = labFigure(figure, form);
      expect(svg, JSON.stringify(figure)).not.toMatch(/NaN|Infinity|undefined|<script|<b>|<\/svg>./);
      expect(svg.length).toBeLessThan(40_000);
      // Not even the site's own styles are inline: its policy takes none.
      expect(svg).not.toContain("style=");
    }
  }
});

test("names that leave no room beside the lines, or are too many, stand below", () => {
  const lines = (names: readonly string[]): LabFigure => ({
    ...{ kind: "lines", title: "t", x: axis("linear"), y: axis("linear") },
    series: names.map((name, at) => ({
      name,
      points: [
        [0, at],
        [1, at],
      ],
    })),
  });
  const height = (figure: LabFigure, form = {}) =>
    Number(/viewBox="0 0 \d+ (\d+)"/.exec(labFigure(figure, form))?.[1]);
  expect(height(lines(["a", "b"]))).toBe(380);
  expect(height(lines(["x".repeat(90)]))).toBeGreaterThan(380);
  expect(height(lines(Array.from({ length: 60 }, (_, at) => `${at}`)))).toBeGreaterThan(1000);
  expect(height(lines(["a", "b"]), phoneForm)).toBeGreaterThan(380);
});
