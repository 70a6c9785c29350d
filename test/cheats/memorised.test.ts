import { beforeAll, describe, expect, test } from "vitest";
import type { TrialOptions } from "../../packages/core/harness/runTrial.ts";
import { type FileContents, measureConstants } from "../../packages/core/sandbox/source/measureConstants.ts";
import { freeBytes, maxConstantBytes } from "../../packages/core/sandbox/source/refuseConstants.ts";
import { sourceTokens } from "../../packages/core/sandbox/source/sourceTokens.ts";
import { stripTypes } from "../../packages/core/sandbox/stripTypes.ts";
import { entryName, hidden, hidingPlaces } from "./hidingPlaces.ts";
import { openCheatLab, runCheat } from "./runCheat.ts";

let lab: TrialOptions;
beforeAll(async () => {
  lab = await openCheatLab();
});

/** The same bytes at every run: as little as possible can be saved on them. */
function noise(length: number): number[] {
  let state = 0x2545f491;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 11) & 255;
  });
}

const few = noise(12);
/**
 * The budget, what names may take for nothing, and a little: no one place carries more. The smallest model has 400 KB of weights.
 */
const many = noise(maxConstantBytes + freeBytes.names + 128);

/** Bits of all parts of what hides these bytes. */
function measured(place: (typeof hidingPlaces)[number], bytes: readonly number[]): number {
  const { files } = hidden(place, bytes);
  const contents = Object.entries(files).map(([path, text]): [string, FileContents] => {
    const code = stripTypes(path, text);
    return path.endsWith(".json")
      ? [path, { kind: "json", code: text }]
      : [path, { kind: "code", code, tokens: sourceTokens(path, code, "javascript") }];
  });
  return Object.values(measureConstants(new Map(contents)).total).reduce((sum, bits) => sum + bits, 0);
}

test.each([...hidingPlaces, entryName])("what is hidden in $name is counted, bit for bit", (place) => {
  const size = place === entryName ? 90 : 300;
  expect(measured(place, noise(size)) - measured(place, [0])).toBeGreaterThan(0.97 * 8 * size);
});

test("the name of the entry file can be read", async () => {
  const { console } = await runCheat(lab, hidden(entryName, noise(90)));
  expect(console).toContain(`found ${noise(90).join(",")}`);
});

describe.each(hidingPlaces)("weights hidden in $name", (place) => {
  test("a handful can be read there, so that the place is real", async () => {
    const record = await runCheat(lab, hidden(place, few));
    expect(record.outcome).toMatchObject({ kind: "exhausted" });
    expect(record.console).toContain(`found ${few.join(",")}`);
  });

  test("as many as 3 KiB are refused", async () => {
    const { outcome } = await runCheat(lab, hidden(place, many));
    // Where it takes more than 64 KiB to write them, the size is.
    expect(outcome).toMatchObject({ kind: "failed", cause: "submission" });
    if (outcome.kind === "failed") expect(outcome.reason).toMatch(/constants, compressed, take|the source files have|the line has more than|the submission has \d+ files/);
  });
});
