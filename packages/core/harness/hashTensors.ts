import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Tensor } from "@tensorflow/tfjs";

/** SHA-256 (hex) over the tensors' bytes in order: equal exactly when every bit is. */
export async function hashTensors(tensors: readonly Tensor[]): Promise<string> {
  const hash = sha256.create();
  for (const tensor of tensors) {
    const values = await tensor.data();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return bytesToHex(hash.digest());
}
