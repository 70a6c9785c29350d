/** What every engine has to compute alike; bundled for a browser's page, and run by the test itself in Node. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { computed } from "@steepest/base/math/testing/bitPatterns.ts";
import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { hashTensors } from "@steepest/core/harness/hashTensors.ts";
import { samplePoints } from "@steepest/core/score/searchSpace/samplePoints.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { rotaryEmbedding } from "@steepest/tensors/operations/rotaryEmbedding.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { cos, ones, type Tensor, tensor } from "@tensorflow/tfjs";

export interface Question {
  /** Where a page finds tfjs's WebAssembly; in Node it lies in its package. */
  readonly wasmUrl: string | null;
}

const digest = (values: Float32Array | Float64Array | Int32Array): string =>
  bytesToHex(sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));

/** Hashes of streams, of initial parameters, of a table and of a kernel, and the lines of the mathematical functions. */
export async function answer({ wasmUrl }: Question) {
  const key = deriveKey(keyFromSeed(3), "same bits");
  // One level of WebAssembly for all: not every engine has the other.
  await openBackend("wasm", { featureLevel: "simd", ...(wasmUrl === null ? {} : { wasmUrl }) });
  const initial: Record<string, string> = {};
  for (const id of suite("quick").workloads) {
    const { parameterSpecs } = await loadWorkload(id);
    const parameters = parameterSpecs.map((spec, i) => initializeParameter(spec, deriveKey(key, i)));
    initial[id] = await hashTensors(parameters);
    for (const parameter of parameters) parameter.dispose();
  }
  const turned = rotaryEmbedding(ones([1, 64, 32]) as Tensor);
  const hugeAngles = cos(tensor(normal(key, 1000).map((x) => x * 2 ** 40)));
  return {
    patterns: computed(),
    powersOfTwo: digest(Float64Array.from({ length: 2098 }, (_, i) => 2 ** (i - 1074))),
    normal: digest(normal(key, 100_000)),
    uniform: digest(uniform(key, 100_000)),
    permutation: digest(permutation(key, 100_000)),
    points: samplePoints({ rate: { min: 1e-5, max: 1, scaling: "log" } }, 50, 4).map(({ rate }) => rate),
    initial,
    rotary: await hashTensors([turned]),
    hugeAngles: await hashTensors([hugeAngles]),
  };
}

export type SameBits = Awaited<ReturnType<typeof answer>>;
