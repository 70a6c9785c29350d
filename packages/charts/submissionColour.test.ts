import { expect, test } from "vitest";
import { chartStyles } from "./chartStyles.ts";
import { palette, paper } from "./palette.ts";
import { submissionColour, submissionColours } from "./submissionColour.ts";

/** WCAG 2.2 relative luminance and contrast ratio. */
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

test("a name always gives the same colour and dash", () => {
  expect(submissionColour("nadamw")).toEqual(submissionColour("nadamw"));
  expect(submissionColour("nadamw")).toMatchObject({ name: "blue", dash: "" });
});

test("the reference submissions are told apart by colour alone", () => {
  const names = ["sgd", "heavy_ball", "nesterov", "adamw", "nadamw", "nadamw_self"];
  expect(new Set(names.map((name) => submissionColour(name).index)).size).toBe(names.length);
});

test("no two entries of a chart are alike, and whom nobody clashes with keeps its own", () => {
  const names = ["adam", "adam", "sgd", "adam", ...Array.from({ length: 30 }, (_, i) => `other_${i}`)];
  const colours = submissionColours(names);
  expect(new Set(colours.map(({ index, dash }) => `${index} ${dash}`)).size).toBe(names.length);
  expect(colours[0]).toEqual(submissionColour("adam"));
});

test("names use every colour and several dashes of one colour", () => {
  const colours = Array.from({ length: 400 }, (_, i) => submissionColour(`optimizer_${i}`));
  expect(new Set(colours.map(({ index }) => index)).size).toBe(palette.length);
  expect(new Set(colours.filter(({ index }) => index === 0).map(({ dash }) => dash)).size).toBeGreaterThan(3);
});

test.each(palette)("$name has 3:1 against both papers", ({ light, dark }) => {
  expect(contrast(light, paper.light)).toBeGreaterThanOrEqual(3);
  expect(contrast(dark, paper.dark)).toBeGreaterThanOrEqual(3);
});

test("the stylesheet gives every colour in both themes", () => {
  for (const { light, dark } of palette) {
    expect(chartStyles).toContain(light);
    expect(chartStyles).toContain(dark);
  }
});
