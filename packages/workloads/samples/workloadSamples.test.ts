import { readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cards, drafts } from "../catalogue.ts";
import { mostSampleBytes, type SamplePanel, workloadSamplesSchema } from "./workloadSamples.ts";

// Made by: node packages/workloads/node/drawSamples.ts
const fileOf = (id: string) => new URL(`../${id}/samples.json`, import.meta.url);

// The page of a variant draws its base's.
const bases = [...cards, ...drafts].filter(({ variantOf }) => variantOf === null);

describe.each(bases.map(({ id }) => id))("%s", (id) => {
  test("has samples to draw on its page, in a small file", () => {
    expect(statSync(fileOf(id)).size).toBeLessThanOrEqual(mostSampleBytes);
  });

  test("has panels that can be drawn", () => {
    const { samples } = workloadSamplesSchema.parse(JSON.parse(readFileSync(fileOf(id), "utf8")));
    for (const panel of samples.flatMap(({ panels }) => panels)) checkPanel(panel);
  });
});

function checkPanel(panel: SamplePanel): void {
  switch (panel.type) {
    case "image": {
      const png = Buffer.from(panel.png, "base64");
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([panel.width, panel.height]);
      return;
    }
    case "text":
      expect(panel.text.trim()).not.toBe("");
      return;
    case "table":
      for (const { name, value } of panel.rows) {
        expect(name).not.toBe("");
        expect(value, name).not.toMatch(/^$|undefined|NaN/);
      }
      return;
    case "graph":
      checkGraph(panel);
  }
}

function checkGraph({
  width,
  height,
  nodeHeight,
  nodes,
  edges,
}: Extract<SamplePanel, { type: "graph" }>): void {
  for (const node of nodes) {
    expect(node.x).toBeGreaterThanOrEqual(0);
    expect(node.x + node.width).toBeLessThanOrEqual(width);
    expect(node.y - nodeHeight / 2).toBeGreaterThanOrEqual(0);
    expect(node.y + nodeHeight / 2).toBeLessThanOrEqual(height);
  }
  for (const { from, to, bend } of edges) {
    expect(Math.max(from, to)).toBeLessThan(nodes.length);
    expect(bend).toBeGreaterThanOrEqual(0);
    expect(bend).toBeLessThanOrEqual(width);
  }
}
