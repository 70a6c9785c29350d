/** What the test of WebGPU in a browser runs inside of the page; bundled for it, Node's parts left out. */
import { describeBackends } from "@steepest/tensors/backend/describeBackends.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import {
  backend as currentBackend,
  exp,
  grads,
  maxPool,
  reshape,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
} from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

const image: [number, number, number, number] = [1, 4, 4, 1];
const values = [1, 1, 0, 0, 1, 1, 0, 0, 2, 2, 3, 3, 2, 2, 3, 3];

async function slopes(name: "webgpu" | "cpu"): Promise<number[]> {
  const backend = await openBackend(name);
  const [slope] = tidy(() =>
    grads((x: Tensor) => sum(exp(maxPool(reshape(x, image) as Tensor4D, 2, 2, "valid"))))([tensor(values)]),
  );
  await backend.sync();
  return [...((await slope?.data()) ?? [])];
}

async function run() {
  const described = (await describeBackends()).find(({ name }) => name === "webgpu");
  const [webgpu, cpu] = [await slopes("webgpu"), await slopes("cpu")];
  const backend = await openBackend("webgpu");
  (currentBackend() as WebGPUBackend).device.createShaderModule({ code: "not WGSL" });
  const refused = await backend.sync().then(
    () => null,
    (error) => error.code as string,
  );
  const fresh = await openBackend("webgpu");
  (currentBackend() as WebGPUBackend).device.destroy();
  const lost = await fresh.sync().then(
    () => null,
    (error) => error.code as string,
  );
  return { described, webgpu, cpu, refused, lost };
}

export type WebgpuAnswer = Awaited<ReturnType<typeof run>>;

Object.assign(globalThis, { answer: run() });
