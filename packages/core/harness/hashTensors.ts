import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Tensor } from "@tensorflow/tfjs";

/**
 * SHA-256 (hex) over the tensors' bytes in order: equal exactly when every number is the same bits, every NaN counting as the same one. Which
 * NaN an operation gives is all that WebAssembly leaves to the processor.
 */
export async function hashTensors(tensors: readonly Tensor[]): Promise<string> {
  const hash = sha256.create();
  for (const tensor of tensors) {
    const values = withOneNaN(await tensor.data());
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return bytesToHex(hash.digest());
}

type Values = Float32Array | Int32Array | Uint8Array;

/** The values themselves, or where some are NaN a copy with that NaN whose bits are 7fc00000. */
function withOneNaN(values: Values): Values {
  if (!(values instanceof Float32Array) || !values.some(Number.isNaN)) return values;
  const copy = values.slice();
  const words = new Uint32Array(copy.buffer);
  for (let at = 0; at < copy.length; at++) if (Number.isNaN(copy[at])) words[at] = 0x7fc0_0000;
  return copy;
}
