import { UserError } from "@steepest/base/userError.ts";
import { describe, expect, test } from "vitest";
import { goldenNetworkSchema } from "./goldenNetwork.ts";
import { parseGolden } from "./goldenTrajectory.ts";

const network = {
  format: "golden-network/1",
  name: "n",
  layers: [
    { name: "hidden", units: 2, activation: "relu" },
    { name: "output", units: 3 },
  ],
  data: { inputs: [[0.5], [1], [-1]], labels: [0, 2, 1] },
  p0: Array.from({ length: 13 }, (_, i) => i),
};

test("parameters follow from the layers", () => {
  const { params, size, layers } = parseGolden(goldenNetworkSchema, { ...network, origin: "here" }, "n.json");
  expect(size).toBe(13);
  expect(params).toEqual([
    { name: "hidden.weight", kind: "weight", shape: [1, 2], offset: 0, size: 2 },
    { name: "hidden.bias", kind: "bias", shape: [2], offset: 2, size: 2 },
    { name: "output.weight", kind: "output_weight", shape: [2, 3], offset: 4, size: 6 },
    { name: "output.bias", kind: "bias", shape: [3], offset: 10, size: 3 },
  ]);
  expect(layers.map(({ activation }) => activation)).toEqual(["relu", "none"]);
});

const data = (more: object) => ({ ...network, data: { ...network.data, ...more } });
const layers = (...more: readonly object[]) => ({ ...network, layers: more });

describe("a network's mistakes name the field", () => {
  test.each<[string, unknown, string]>([
    ["a list", [], "the file must be an object, not a list of 0"],
    ["no layers", layers(), "layers must be a list of one layer or more, not a list of 0"],
    [
      "an activation of another name",
      layers({ name: "hidden", units: 2, activation: "gelu" }, { name: "output", units: 3 }),
      'layers[0].activation must be one of none, relu, tanh, not "gelu"',
    ],
    [
      "logits through an activation",
      layers({ name: "hidden", units: 2 }, { name: "output", units: 3, activation: "tanh" }),
      "layers[1].activation must be none in the last layer",
    ],
    [
      "one name twice",
      layers({ name: "one", units: 2 }, { name: "one", units: 3 }),
      "layers[1].name is one, as that of an earlier layer",
    ],
    ["no examples", data({ inputs: [] }), "data.inputs must be a list of one example or more"],
    [
      "examples of two lengths",
      data({ inputs: [[1], [1, 2], [1]] }),
      "data.inputs[1] has 2 numbers, the first example has 1",
    ],
    ["NaN", data({ inputs: [[1], [Number.NaN], [1]] }), "data.inputs[1][0] must be a finite number"],
    ["labels that are too few", data({ labels: [0, 1] }), "data.labels has 2 labels for 3 examples"],
    [
      "a label that is no class",
      data({ labels: [0, 3, 1] }),
      "data.labels[1] is 3, but the last layer gives 3",
    ],
    ["a label between two classes", data({ labels: [0, 0.5, 1] }), "data.labels[1] must be a whole number"],
    ["parameters that are too few", { ...network, p0: [1, 2] }, "p0 has 2 numbers, the layers have 13"],
  ])("%s", (_, file, message) => {
    const parse = () => parseGolden(goldenNetworkSchema, file, "n.json");
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(expect.objectContaining({ details: expect.stringContaining(message) }));
  });
});
