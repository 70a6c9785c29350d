import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { gather, reshape, type Tensor, tensor1d, tidy } from "@tensorflow/tfjs";
import { expect } from "vitest";
import type { Model } from "../layers/model.ts";
import { expectCaptured } from "./expectCaptured.ts";
import { initialize } from "./initialize.ts";
import { trainingOptions } from "./trainingOptions.ts";

/** What a parameter becomes under a key's symmetry, by its name. */
export type MapParameter = (name: string, parameter: Tensor, key: RandomKey) => Tensor;

export const symmetryKey = (seed: number): RandomKey => deriveKey(keyFromSeed(seed), "symmetry");

/** Along `axis`, place i shows what stood at `sources[i]`. */
export const rearrangedAlong = (x: Tensor, axis: number, sources: ArrayLike<number>): Tensor =>
  gather(x, tensor1d(Int32Array.from(sources), "int32"), axis);

/** A filter [size, size, …] with its places rearranged. */
export const rearrangedFilter = (filter: Tensor, sources: ArrayLike<number>): Tensor => {
  const [height, width, ...channels] = filter.shape as number[];
  const places = reshape(filter, [(height as number) * (width as number), ...channels]);
  return reshape(rearrangedAlong(places, 0, sources), filter.shape);
};

/** Rows [places · channels, …] with their places rearranged. */
export const rearrangedPlaces = (weight: Tensor, sources: ArrayLike<number>): Tensor => {
  const [rows, outputs] = weight.shape as [number, number];
  const places = reshape(weight, [sources.length, rows / sources.length, outputs]);
  return reshape(rearrangedAlong(places, 0, sources), weight.shape);
};

const examples = Int32Array.of(0, 3, 5, 6, 9, 10);

async function results(loaded: LoadedWorkload, parameters: readonly Tensor[], state: readonly Tensor[]) {
  const losses = tidy(() => [
    ...loaded
      .forward(parameters, state, loaded.batch(examples, [4, 5]), { ...trainingOptions, dropoutRate: 0 })
      .losses.dataSync(),
  ]);
  const evaluate = async (split: Split) => Object.values(await loaded.evaluate(parameters, state, split));
  return [...losses, ...(await evaluate("validation")), ...(await evaluate("test"))];
}

/**
 * That a rearranged model does on the rearranged data what the model does on the data, in training and in evaluation, and that the model itself does not:
 * its numbers were made for other data. And that captured it has the same bits.
 */
export async function expectSymmetry(
  model: Pick<Model, "parameterSpecs" | "modelStateSpecs">,
  loaded: LoadedWorkload,
  { keys, mapParameter }: { readonly keys: readonly RandomKey[]; readonly mapParameter: MapParameter },
): Promise<void> {
  const { parameters, state } = initialize(model, { moved: 0.3 });
  const expected = await results(loaded, parameters, state);
  for (const key of keys) {
    const under = loaded.withSymmetry?.(key);
    if (under === undefined) throw new Error("the workload has no symmetry");
    const mapped = parameters.map((parameter, at) =>
      tidy(() => mapParameter(model.parameterSpecs[at]?.name as string, parameter, key).clone()),
    );
    const found = await results(under, mapped, state);
    const worst = (values: readonly number[]) =>
      Math.max(
        ...values.map((value, at) => Math.abs(value - (expected[at] as number)) / (1 + Math.abs(value))),
      );
    expect(found).toHaveLength(expected.length);
    expect(worst(found), `key ${key}`).toBeLessThan(2e-5);
    expect(worst(await results(under, parameters, state)), `key ${key}`).toBeGreaterThan(1e-3);
    for (const each of mapped) each.dispose();
  }
  // Every kind of model there is comes by here, on data of a handful of examples.
  expectCaptured(model, loaded, [2]);
  for (const each of [...parameters, ...state]) each.dispose();
}
