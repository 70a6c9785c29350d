import * as tf from "@tensorflow/tfjs";
import { beforeEach, describe, expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { writtenTensor } from "./writtenTensor.ts";

describe.each(["wasm", "cpu"] as const)("writtenTensor on %s", (backend) => {
  beforeEach(async () => {
    await openBackend(backend);
  });

  test("holds what was written, under its shape and type", () => {
    const numbers = writtenTensor([2, 3], "float32", (into) => into.set([0, -0, 1.5, Number.NaN, 2, 3]));
    const whole = writtenTensor([2], "int32", (into) => into.set([-7, 2 ** 31 - 1]));
    expect([numbers.shape, numbers.dtype, whole.dtype]).toEqual([[2, 3], "float32", "int32"]);
    expect([...numbers.dataSync()]).toEqual([0, -0, 1.5, Number.NaN, 2, 3]);
    expect([...whole.dataSync()]).toEqual([-7, 2 ** 31 - 1]);
    tf.dispose([numbers, whole]);
  });

  test("may be empty", () => {
    const empty = writtenTensor([0, 4], "float32", (into) => expect(into.length).toBe(0));
    expect(empty.dataSync().length).toBe(0);
    empty.dispose();
  });

  test("leaves nothing behind where the numbers cannot be had", () => {
    const { numTensors, numBytes } = tf.memory();
    const fail = () => {
      throw new Error("no such image");
    };
    expect(() => writtenTensor([1000], "float32", fail)).toThrow("no such image");
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  });
});
