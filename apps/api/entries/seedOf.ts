import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** 48 bits: a seed is a whole number that JSON carries. */
const seedBytes = 6;

/**
 * The seed of a verified entry. With a secret it follows from owner and submission, the same for each of its versions: who enters again draws nothing
 * new, and two versions meet the same seeds. Without one it is drawn.
 */
export function seedOf(
  secret: string | undefined,
  { owner, submission }: { readonly owner: string; readonly submission: string },
): number {
  const bytes =
    secret === undefined
      ? randomBytes(seedBytes)
      : sha256(utf8ToBytes(JSON.stringify(["seed", secret, owner, submission]))).subarray(0, seedBytes);
  return Number.parseInt(bytesToHex(bytes), 16);
}
