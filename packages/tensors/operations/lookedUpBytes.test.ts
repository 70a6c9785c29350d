import * as tf from "@tensorflow/tfjs";
import { beforeEach, describe, expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { lookedUpBytes } from "./lookedUpBytes.ts";

describe.each(["wasm", "cpu"] as const)("lookedUpBytes on %s", (backend) => {
  beforeEach(async () => {
    await openBackend(backend);
  });

  test.each([
    ["one table", [3, 7], 1],
    ["a table for each channel", [2, 5, 3], 3],
    ["one number", [1], 1],
    ["none", [0, 4], 1],
  ] as const)("%s", (_, shape, channels) => {
    const values = Float32Array.from({ length: 256 * channels }, (_, at) => Math.fround(Math.sin(at)));
    const size = shape.reduce((product: number, length) => product * length, 1);
    const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 151 + 255) % 256);
    const tensor = lookedUpBytes(shape, values, (into) => into.set(bytes));
    expect([tensor.shape, tensor.dtype]).toEqual([shape, "float32"]);
    expect([...tensor.dataSync()]).toEqual(
      [...bytes].map((byte, at) => values[256 * (at % channels) + byte]),
    );
    tensor.dispose();
  });

  test("leaves nothing behind where the bytes cannot be had", () => {
    const { numTensors, numBytes } = tf.memory();
    const fail = () => {
      throw new Error("no such image");
    };
    expect(() => lookedUpBytes([1000], new Float32Array(256), fail)).toThrow("no such image");
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  });
});
