import { enableProdMode, getBackend, tensor } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { createTensorflowProvider } from "./tensorflowProvider.ts";
import { type FakeOptions, fakeTensorflow } from "./testing/fakeTensorflow.ts";

enableProdMode();
const packageName = "@tensorflow/tfjs-node";

const providerOf = (...folders: string[]) =>
  createTensorflowProvider({ name: "native", packageName, folders: () => folders });
const withPackage = (options: FakeOptions) => providerOf("/nowhere", fakeTensorflow(packageName, options));

test.each([
  [
    "that is not installed",
    providerOf("/nowhere"),
    "@tensorflow/tfjs-node is not installed.",
    "npm install --no-save @tensorflow/tfjs-node@4.22.0",
  ],
  [
    "of another version",
    withPackage({ version: "4.21.0" }),
    "is version 4.21.0, and Steepest needs 4.22.0.",
    "npm install --no-save @tensorflow/tfjs-node@4.22.0",
  ],
  [
    "whose addon is missing",
    withPackage({ installed: false }),
    "without its native part",
    "npm rebuild @tensorflow/tfjs-node",
  ],
])("a package %s is described and refused with what to do", async (_, provider, details, solution) => {
  const described = await provider.describe();
  expect(described).toMatchObject({ name: "native", available: false, featureLevel: null });
  expect(described.reason).toContain(details);
  expect(described.solution).toContain(solution);
  await expect(provider.open({})).rejects.toMatchObject({
    name: "UserError",
    code: "backend-unavailable",
    details: expect.stringContaining(details),
    solution: expect.stringContaining(solution),
  });
});

test("an addon that the system's loader refuses is said so with the loader's words", async () => {
  const provider = withPackage({ broken: "libtensorflow.so.2: cannot open shared object file" });
  expect((await provider.describe()).available).toBe(true);
  await expect(provider.open({})).rejects.toMatchObject({
    code: "backend-unavailable",
    details: expect.stringContaining("libtensorflow.so.2: cannot open shared object file"),
  });
});

test("a package in any of the folders becomes tfjs's backend, on our tfjs and not on its own copy", async () => {
  const provider = withPackage({});
  expect(await provider.describe()).toMatchObject({ available: true, featureLevel: "tensorflow-2.9.1" });
  const backend = await provider.open({});
  expect(backend).toMatchObject({ name: "native", featureLevel: "tensorflow-2.9.1" });
  expect(getBackend()).toBe("tensorflow");
  expect(Array.from(tensor([1, 2]).mul(3).dataSync())).toEqual([3, 6]);
  await backend.sync();
});

test("the package of the GPU cannot follow in the same process", async () => {
  const gpuPackage = "@tensorflow/tfjs-node-gpu";
  const cuda = createTensorflowProvider({
    name: "cuda",
    packageName: gpuPackage,
    folders: () => [fakeTensorflow(gpuPackage)],
  });
  await expect(cuda.open({})).rejects.toMatchObject({ details: expect.stringContaining("has loaded") });
});
