import { setBackend, tensor3d } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { dotInteraction, interactions } from "./dotInteraction.ts";

beforeAll(() => setBackend("cpu"));

test("gives every product once, rows of the upper triangle with its diagonal", () => {
  const vectors = [
    [1, 2],
    [3, 4],
    [0, 1],
  ];
  const products = dotInteraction(tensor3d([vectors, vectors.map(([x = 0, y = 0]) => [2 * x, 2 * y])]));
  expect([...products.dataSync()]).toEqual([5, 11, 2, 25, 4, 1, 20, 44, 8, 100, 16, 4]);
  expect(products.shape).toEqual([2, interactions(3)]);
});
