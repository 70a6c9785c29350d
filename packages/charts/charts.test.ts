import { expect, test } from "vitest";
import { phoneForm } from "./chartForm.ts";
import { colourMap } from "./colourMap.ts";
import { formatTick } from "./formatTick.ts";
import { linePlot } from "./linePlot.ts";
import { performanceProfile } from "./performanceProfile.ts";
import { recordSteps } from "./recordSteps.ts";
import { scoreBars } from "./scoreBars.ts";
import { scoreDots } from "./scoreDots.ts";
import { sparkline } from "./sparkline.ts";
import { timeSplit } from "./timeSplit.ts";
import { trainingCurves } from "./trainingCurves.ts";

/** Throws unless the text is one well-formed XML element (tags nest, attributes are quoted, no stray markup). */
const expectWellFormed = (xml: string): void => {
  const open: string[] = [];
  const token = /<(\/?)([a-z][\w-]*)((?:\s[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<>]+)/giy;
  let roots = 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (!match) throw new Error(`not XML at ${at}: ${xml.slice(at, at + 60)}`);
    const [, closing, name = "", attributes = "", selfClosing, text] = match;
    for (const value of [text ?? "", attributes]) {
      if (/&(?!(amp|lt|gt|quot|#39);)/.test(value)) throw new Error(`stray & in ${value}`);
    }
    if (text !== undefined) expect(open.length).toBeGreaterThan(0);
    else if (closing) expect(open.pop()).toBe(name);
    else {
      if (open.length === 0) roots += 1;
      const names = [...attributes.matchAll(/\s([\w:-]+)=/g)].map(([, attribute]) => attribute);
      expect(new Set(names).size).toBe(names.length);
      if (!selfClosing) open.push(name);
    }
  }
  expect(open).toEqual([]);
  expect(roots).toBe(1);
};

const axis = { label: "x", scale: "linear" as const };
const hostile = `<script>alert("&'1'")</script>\u0000`;

const charts: Record<string, { full: () => string; empty: () => string; odd: () => string }> = {
  performanceProfile: {
    full: () =>
      performanceProfile({
        rMax: 4,
        series: [
          {
            name: "nadamw",
            steps: [
              { tau: 1, rho: 2 / 3 },
              { tau: 1.4, rho: 1 },
            ],
          },
          {
            name: "sgd",
            label: hostile,
            steps: [
              { tau: 2.5, rho: 1 / 3 },
              { tau: 9, rho: 1 },
            ],
          },
        ],
      }),
    empty: () => performanceProfile({ rMax: 4, series: [] }),
    odd: () =>
      performanceProfile({
        rMax: 4,
        scale: "log",
        series: [{ name: "a", steps: [{ tau: Infinity, rho: NaN }] }],
      }),
  },
  trainingCurves: {
    full: () =>
      trainingCurves({
        target: 0.02,
        xLabel: "charged time (s)",
        yLabel: "error rate",
        series: [
          {
            name: "nadamw",
            points: [
              { x: 0, y: 0.9 },
              { x: 1, y: 0.1 },
              { x: 2, y: 0.019 },
            ],
            reached: { x: 2, y: 0.019 },
          },
          {
            name: "sgd",
            label: hostile,
            points: [
              { x: 0, y: 0.9 },
              { x: 3, y: 0.3 },
            ],
          },
        ],
      }),
    empty: () =>
      trainingCurves({ target: null, xLabel: "x", yLabel: "y", series: [{ name: "a", points: [] }] }),
    odd: () =>
      trainingCurves({
        target: Number.NaN,
        xLabel: hostile,
        yLabel: hostile,
        yScale: "log",
        series: [
          {
            name: "a",
            points: [
              { x: 0, y: -1 },
              { x: 1, y: null },
              { x: 2, y: Infinity },
              { x: Number.NaN, y: 3 },
            ],
          },
          { name: "b", points: [{ x: 0, y: 0 }] },
        ],
      }),
  },
  scoreBars: {
    full: () =>
      scoreBars({
        xLabel: "score",
        bars: [
          { name: "nadamw", value: 0.8, interval: [0.7, 0.9] },
          { name: "sgd", label: hostile, value: null, interval: null },
        ],
      }),
    empty: () => scoreBars({ xLabel: "score", bars: [] }),
    odd: () =>
      scoreBars({ xLabel: "score", bars: [{ name: "a", value: 0, interval: [Number.NaN, Infinity] }] }),
  },
  scoreDots: {
    full: () =>
      scoreDots({
        name: "nadamw",
        xLabel: "lr",
        yLabel: "score",
        dots: [
          { value: 1e-4, score: 0.2, label: "point 1", complete: false, chosen: false },
          { value: 1e-2, score: 1, label: hostile, complete: true, chosen: true },
        ],
      }),
    empty: () => scoreDots({ name: "nadamw", xLabel: "lr", yLabel: "score", dots: [] }),
    odd: () =>
      scoreDots({
        name: "nadamw",
        xLabel: hostile,
        yLabel: hostile,
        dots: [
          { value: hostile, score: 2, label: "a", complete: true, chosen: false },
          { value: 3, score: -1, label: "b", complete: true, chosen: false },
          { value: Number.NaN, score: 1, label: "c", complete: true, chosen: false },
          { value: 1, score: Number.NaN, label: "d", complete: true, chosen: false },
        ],
      }),
  },
  timeSplit: {
    full: () =>
      timeSplit({
        parts: [
          { label: hostile, seconds: 3, charged: true },
          { label: "evaluate", seconds: 1.234, charged: false },
        ],
      }),
    empty: () => timeSplit({ parts: [] }),
    odd: () =>
      timeSplit({
        width: 100,
        parts: [
          { label: "a", seconds: Number.NaN, charged: true },
          { label: "b", seconds: 1e-9, charged: true },
        ],
      }),
  },
  recordSteps: {
    full: () =>
      recordSteps({
        title: hostile,
        yLabel: hostile,
        until: 2e12,
        steps: [
          { name: "nadamw", at: 1.7e12, value: 9 },
          { name: hostile, at: 1.8e12, value: 4 },
          { name: "nadamw", at: 1.9e12, value: 0.5 },
        ],
      }),
    empty: () => recordSteps({ title: "t", yLabel: "y", until: 0, steps: [] }),
    odd: () =>
      recordSteps({
        ...phoneForm,
        ...{ title: "t", yLabel: "y", until: Number.NaN },
        steps: [
          { name: "a", at: 1.7e12, value: 0 },
          { name: "b", at: Number.NaN, value: 1 },
        ],
      }),
  },
  linePlot: {
    full: () =>
      linePlot({
        title: hostile,
        x: { label: "step", scale: "log" },
        y: { label: hostile, scale: "log" },
        series: [
          {
            name: "nadamw",
            points: [
              [1, 5],
              [10, 0.5],
              [100, null],
              [1000, 0.05],
            ],
          },
          {
            name: hostile,
            points: [
              [1, 1],
              [1000, 1],
            ],
            isReference: true,
          },
        ],
      }),
    empty: () => linePlot({ title: "t", x: axis, y: axis, series: [{ name: "a", points: [] }] }),
    odd: () =>
      linePlot({
        title: "t",
        x: { label: hostile, scale: "log" },
        y: axis,
        dots: true,
        series: [
          {
            name: "a",
            points: [
              [-1, 2],
              [0, 3],
              [2, Number.NaN],
              [3, Infinity],
              [4, 1],
            ],
          },
          { name: "b", points: [[Number.NaN, 1]] },
        ],
      }),
  },
  colourMap: {
    full: () =>
      colourMap({
        title: hostile,
        x: axis,
        y: axis,
        xs: [1, 2],
        ys: [1, 2],
        values: [
          [1, 100],
          [null, 3],
        ],
        valueLabel: hostile,
      }),
    empty: () =>
      colourMap({ title: "t", x: axis, y: axis, xs: [1], ys: [1], values: [[null]], valueLabel: "v" }),
    odd: () =>
      colourMap({
        title: "t",
        x: axis,
        y: axis,
        xs: [Number.EPSILON],
        ys: [1e30],
        values: [[Number.NaN, 5, -Infinity]],
        valueLabel: "v",
      }),
  },
  sparkline: {
    full: () => sparkline({ name: "nadamw", title: hostile, values: [3, 2, null, 1] }),
    empty: () => sparkline({ name: "nadamw", title: "loss", values: [] }),
    odd: () => sparkline({ name: "nadamw", title: "loss", values: [Number.NaN, 1] }),
  },
};

test.each(Object.entries(charts))("%s is well-formed XML without NaN or markup of its data", (_, chart) => {
  for (const draw of [chart.full, chart.empty, chart.odd]) {
    const svg = draw();
    expectWellFormed(svg);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(svg).not.toContain("<script");
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+" role="img"/);
    expect(svg).toMatch(/<title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  }
});

test.each(Object.entries(charts))("%s says plainly that there is no data", (_, chart) => {
  const svg = chart.empty();
  expect(svg).toContain(" empty");
  expect(svg).not.toContain("<path");
  expect(svg).toMatch(/<text[^>]*text-anchor="middle"/);
});

/** The corners of a path's data in user units, H and V included. */
const corners = (d: string): [number, number][] => {
  let x = 0;
  let y = 0;
  return [...d.matchAll(/([MLHV])([-\d.]+)(?:,([-\d.]+))?/g)].map(([, command, first, second]) => {
    if (command === "V") y = Number(first);
    else x = Number(first);
    if (second !== undefined) y = Number(second);
    return [x, y];
  });
};

test("a profile never falls, starts at τ = 1 and ends at r_max", () => {
  const svg = performanceProfile({
    rMax: 4,
    series: [
      {
        name: "nadamw",
        steps: [
          { tau: 1, rho: 0.25 },
          { tau: 1.5, rho: 0.5 },
          { tau: 3.9, rho: 0.75 },
          { tau: 4.5, rho: 1 },
        ],
      },
    ],
  });
  const [, left, right] = /data-x-range="([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const [, bottom, top] = /data-y-range="([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const points = corners(/class="line[^>]* d="([^"]+)"/.exec(svg)![1]!);
  expect(points.length).toBeGreaterThan(6);
  expect(points[0]![0]).toBeCloseTo(left!, 1);
  expect(points.at(-1)![0]).toBeCloseTo(right!, 1);
  for (let i = 1; i < points.length; i++) {
    expect(points[i]![0]).toBeGreaterThanOrEqual(points[i - 1]![0]);
    expect(points[i]![1]).toBeLessThanOrEqual(points[i - 1]![1]);
    expect(points[i]![0] === points[i - 1]![0] || points[i]![1] === points[i - 1]![1]).toBe(true);
  }
  expect(points[0]![1]).toBeCloseTo(bottom! + 0.25 * (top! - bottom!), 1);
  expect(points.at(-1)![1]).toBeCloseTo(bottom! + 0.75 * (top! - bottom!), 1);
});

test("a curve has a gap where a value is missing, and marks where the target was met", () => {
  const svg = trainingCurves({
    target: 1,
    xLabel: "s",
    yLabel: "loss",
    series: [
      {
        name: "nadamw",
        points: [
          { x: 0, y: 3 },
          { x: 1, y: 2 },
          { x: 2, y: null },
          { x: 3, y: 1.2 },
          { x: 4, y: 1 },
        ],
        reached: { x: 4, y: 1 },
      },
    ],
  });
  expect(/class="line[^>]* d="([^"]+)"/.exec(svg)![1]!.match(/M/g)).toHaveLength(2);
  expect(svg).toContain("<circle");
  expect(svg).toContain("target 1");
});

test("whiskers span the interval around the bar's end", () => {
  const svg = scoreBars({
    xLabel: "score",
    xMax: 1,
    bars: [{ name: "a", value: 0.5, interval: [0.25, 0.75] }],
  });
  const bar = /<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"/.exec(svg)!.slice(1).map(Number);
  const whisker = /class="whisker"[^>]*d="M([\d.]+) [\d.]+H([\d.]+)/.exec(svg)!.slice(1).map(Number);
  expect((whisker[0]! + whisker[1]!) / 2).toBeCloseTo(bar[0]! + bar[1]!, 0);
});

test("dots of values that span decades are equally far apart for equal factors", () => {
  const dot = (value: number) => ({ value, score: 0.5, label: "p", complete: true, chosen: false });
  const svg = scoreDots({
    name: "a",
    xLabel: "lr",
    yLabel: "score",
    dots: [1e-4, 1e-3, 1e-2].map(dot),
  });
  const [first, second, third] = [...svg.matchAll(/<circle[^>]* cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(third! - second!).toBeCloseTo(second! - first!, 1);
});

test("labels at line ends do not overlap", () => {
  const svg = performanceProfile({
    rMax: 4,
    series: ["a", "b", "c", "d"].map((name) => ({ name, steps: [{ tau: 1, rho: 1 }] })),
  });
  const rows = [...svg.matchAll(/<text x="[\d.]+" y="([\d.]+)" dy="0.32em">[a-d]</g)]
    .map(([, y]) => Number(y))
    .sort((a, b) => a - b);
  expect(rows).toHaveLength(4);
  for (let i = 1; i < rows.length; i++) expect(rows[i]! - rows[i - 1]!).toBeGreaterThanOrEqual(16);
});

test("ticks read as people write numbers", () => {
  expect([0, 0.02, 1.5, 1000, 101_770, 2_500_000, 0.0001, -3].map((value) => formatTick(value))).toEqual([
    "0",
    "0.02",
    "1.5",
    "1000",
    "102k",
    "2.5M",
    "1e−4",
    "−3",
  ]);
});

test("on a phone names stand below the lines, one a row, and nothing leaves the drawing", () => {
  const names = ["schedule_free_adamw_self", "a_name_of_as_many_letters_as_names_may_have_here", "b"];
  const steps = [{ tau: 1, rho: 0.5 }];
  const series = names.map((name) => ({ name, steps }));
  const points = [
    { x: 0, y: 1 },
    { x: 9, y: 0.2 },
  ];
  const curves = { target: 0.5, xLabel: "charged time (s)", yLabel: "validation accuracy" };
  const drawings = [
    performanceProfile({ rMax: 4, series, ...phoneForm }),
    trainingCurves({ ...curves, series: names.map((name) => ({ name, points })), ...phoneForm }),
  ];
  for (const svg of drawings) {
    const height = Number(/viewBox="0 0 360 ([\d.]+)"/.exec(svg)?.[1]);
    const rows = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" dy="0.32em">(\w+)</g)];
    expect(rows.map(([, , , text]) => text)).toEqual(names);
    const plotEnd = Number(/class="axis-label"[^>]* y="([\d.]+)" text-anchor="middle"/.exec(svg)?.[1]);
    for (const [at, [, x, y, text]] of rows.entries()) {
      expect(Number(y)).toBeGreaterThan(plotEnd);
      expect(Number(y)).toBeLessThan(height);
      expect(Number(x) + 6.9 * (text ?? "").length).toBeLessThanOrEqual(360);
      if (at > 0) expect(Number(y) - Number(rows[at - 1]?.[2])).toBeGreaterThanOrEqual(16);
    }
    const right = Number(/data-x-range="[\d.]+ ([\d.]+)"/.exec(svg)?.[1]);
    expect(right).toBeGreaterThan(330);
  }
});
