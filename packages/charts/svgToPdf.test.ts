import { expect, test } from "vitest";
import { stackCharts } from "./stackCharts.ts";
import { svgToPdf } from "./svgToPdf.ts";
import { trainingCurves } from "./trainingCurves.ts";

const chart = (name: string) =>
  trainingCurves({
    series: [
      {
        name,
        label: `${name} (α & “β”)`,
        points: [
          { x: 1, y: 3 },
          { x: 2, y: null },
          { x: 3, y: 1 },
        ],
        reached: { x: 3, y: 1 },
      },
    ],
    target: 1,
    xLabel: "charged seconds",
    yLabel: "loss",
  });
const textOf = (pdf: Uint8Array): string => String.fromCharCode(...pdf);

test("a chart is a page of its size, with its lines, its dots and its words", () => {
  const text = textOf(svgToPdf(chart("adam")));
  expect(text).toMatch(/^%PDF-1\.4\n/);
  expect(text).toContain("/MediaBox [0 0 720 380]");
  expect(text).toContain("(charged seconds) Tj");
  // What Helvetica's encoding lacks is a question mark, and parentheses do not end the string.
  expect(text).toContain("(adam \\(? & \u0093?\u0094\\)) Tj");
  expect(text).toMatch(/ c S?f? ?Q|f Q/);
  expect(text).not.toContain("target met");
});

test("every object is where the table of the file says, and the drawing is as long as it says", () => {
  const text = textOf(svgToPdf(stackCharts([chart("adam"), chart("lamb")], "Two")));
  const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
  expect(text.slice(table, table + 4)).toBe("xref");
  const starts = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, start]) => Number(start));
  expect(starts).toHaveLength(5);
  for (const [at, start] of starts.entries())
    expect(text.slice(start)).toMatch(new RegExp(`^${at + 1} 0 obj`));
  const [, length, drawing] = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(text) ?? [];
  expect(drawing).toHaveLength(Number(length));
  // Whatever is saved is restored.
  expect(drawing?.match(/(^|\s)q(?=\s)/g)?.length).toBe(drawing?.match(/(^|\s)Q(?=\s|$)/g)?.length);
});

test("charts below each other are each in their place", () => {
  const stacked = stackCharts([chart("adam"), chart("lamb")], "Two <charts>");
  expect(stacked).toContain('viewBox="0 0 720 778"');
  expect(stacked).toContain('<svg x="0" y="398"');
  expect(textOf(svgToPdf(stacked))).toContain("q 1 0 0 1 0 398 cm");
});

test("what charts are not made of is a mistake of ours, not a page without it", () => {
  expect(() => svgToPdf('<svg viewBox="0 0 9 9"><ellipse cx="1" cy="1"/></svg>')).toThrow(/ellipse/);
  expect(() => svgToPdf('<svg viewBox="0 0 9 9"><path d="M0,0C1,1 2,2 3,3"/></svg>')).toThrow(/path with C/);
});
