import type { ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import { describe, expect, test } from "vitest";
import algoperf from "../testing/algoperfModels.json" with { type: "json" };
import { speechModelTests } from "../testing/speechModelTests.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { card } from "./card.ts";
import { type ConformerConfig, configs, variants } from "./config.ts";
import { conformer } from "./model.ts";

const small = { bands: 8, classes: 5, channels: 4, width: 16, heads: 2, blocks: 1 };

describe("a small Conformer", () => speechModelTests(conformer({ ...configs.standard, ...small })));

const count = (specs: readonly ParameterSpec[]) =>
  specs.reduce((total, { shape }) => total + shape.reduce((product, length) => product * length, 1), 0);

/** PyTorch's layouts: one matrix for queries, keys and values, and filters over time without a width. */
const inTorch = (specs: readonly ParameterSpec[]) =>
  specs.flatMap((spec): ParameterSpec[] => {
    const { name, kind, shape } = spec;
    if (/attention\.[kv]\./.test(name)) return [];
    if (/attention\.q\./.test(name))
      return [{ ...spec, shape: [...shape.slice(0, -1), 3 * (shape.at(-1) as number)] }];
    if (kind === "depthwise_weight") return [{ ...spec, shape: [shape[2] as number, 1, shape[0] as number] }];
    return [spec];
  });

test("AlgoPerf's configuration has its parameters", () => {
  const { parameterSpecs } = conformer(configs.algoperf);
  const { parameters, shapes } = algoperf.models.librispeech_conformer;
  expect(count(parameterSpecs)).toBe(parameters);
  expect(torchShapes(inTorch(parameterSpecs))).toEqual(shapes);
});

test("every variant changes the model or its training and nothing else", () => {
  expect(count(conformer(configs.standard).parameterSpecs)).toBe(card.model.parameterCount);
  for (const [name, patch] of Object.entries(variants)) {
    const config: ConformerConfig = { ...configs.standard, ...patch };
    expect(Object.keys(config)).toEqual(Object.keys(configs.standard));
    expect(config, name).not.toEqual(configs.standard);
    expect(conformer(config).parameterSpecs.length).toBeGreaterThan(0);
  }
});
