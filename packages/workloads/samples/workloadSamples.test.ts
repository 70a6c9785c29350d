import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { cards } from "../catalogue.ts";
import { mostSampleBytes, workloadSamplesSchema } from "./workloadSamples.ts";

test.each(cards.map(({ id }) => id))("%s has samples to draw on its page", (id) => {
  // Made by: node packages/workloads/node/drawSamples.ts
  const file = new URL(`../${id}/samples.json`, import.meta.url);
  expect(statSync(file).size).toBeLessThanOrEqual(mostSampleBytes);
  const { samples } = workloadSamplesSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  for (const { panels } of samples) {
    for (const panel of panels) {
      if (panel.type !== "image") continue;
      const png = Buffer.from(panel.png, "base64");
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([panel.width, panel.height]);
    }
  }
});
