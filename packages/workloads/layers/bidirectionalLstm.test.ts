import { deriveKey } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { evalOptions } from "../tasks/evalOptions.ts";
import { bidirectionalLstm, bidirectionalLstmSpecs } from "./bidirectionalLstm.ts";
import { createScope } from "./scope.ts";

beforeAll(async () => {
  await openBackend("wasm");
});

const [inputs, width, frames] = [3, 2, 5];
const specs = bidirectionalLstmSpecs("lstm", inputs, width);

/** Outputs [frames][2 · width] of one utterance in a batch with another one. */
function outputs(rows: readonly (readonly number[])[], swap = false): number[][] {
  return tidy(() => {
    const parameters = specs.map((spec, at) =>
      initializeParameter(spec, deriveKey([1, 1], swap ? (at + 4) % 8 : at)),
    );
    const scope = createScope({ parameterSpecs: specs, modelStateSpecs: [] }, parameters, [], evalOptions);
    const other = Array.from(normal([9, 9], frames * inputs));
    const own = Array.from({ length: frames }, (_, at) => rows[at] ?? [7, 7, 7]).flat();
    const x = tensor([...other, ...own], [2 * frames, inputs]);
    const mask = tensor(
      Array.from({ length: 2 * frames }, (_, at) => +(at < frames + rows.length)),
      [2, frames],
    );
    const result = bidirectionalLstm(scope, "lstm", x, mask).arraySync() as number[][];
    return result.slice(frames);
  });
}

test("the backward direction is the forward one on reversed frames, from an utterance's own end", () => {
  const rows = [
    [1, 2, 3],
    [-1, 0, 1],
    [2, 0, -2],
  ];
  const found = outputs(rows);
  const turned = outputs(rows.toReversed(), true);
  for (let frame = 0; frame < rows.length; frame++) {
    const [own, mirror] = [found[frame] as number[], turned[rows.length - 1 - frame] as number[]];
    for (let at = 0; at < width; at++) {
      expect(own[width + at]).toBeCloseTo(mirror[at] as number, 6);
      expect(own[at]).toBeCloseTo(mirror[width + at] as number, 6);
    }
  }
  expect(
    found
      .slice(rows.length)
      .flat()
      .every((value) => value === 0),
  ).toBe(true);
});
