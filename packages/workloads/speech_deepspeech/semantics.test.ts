import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { describe, expect, test } from "vitest";
import algoperf from "../testing/algoperfModels.json" with { type: "json" };
import { speechModelTests } from "../testing/speechModelTests.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { card } from "./card.ts";
import { configs, type DeepSpeechConfig, variants } from "./config.ts";
import { deepSpeech } from "./model.ts";

const small = { bands: 8, classes: 5, channels: 4, width: 16, recurrentLayers: 2 };

describe("a small DeepSpeech", () => speechModelTests(deepSpeech({ ...configs.standard, ...small })));

const count = (specs: readonly ParameterSpec[]) =>
  specs.reduce((total, { shape }) => total + shape.reduce((product, length) => product * length, 1), 0);

test("AlgoPerf's configuration has its parameters", () => {
  const { parameterSpecs } = deepSpeech(configs.algoperf);
  const { parameters, shapes } = algoperf.models.librispeech_deepspeech;
  expect(count(parameterSpecs)).toBe(parameters);
  expect(torchShapes(parameterSpecs)).toEqual(shapes);
});

test("every variant changes the model or its training and nothing else", () => {
  expect(count(deepSpeech(configs.standard).parameterSpecs)).toBe(card.model.parameterCount);
  for (const [name, patch] of Object.entries(variants)) {
    const config: DeepSpeechConfig = { ...configs.standard, ...patch };
    expect(Object.keys(config)).toEqual(Object.keys(configs.standard));
    expect(config, name).not.toEqual(configs.standard);
    expect(deepSpeech(config).parameterSpecs.length).toBeGreaterThan(0);
  }
});
