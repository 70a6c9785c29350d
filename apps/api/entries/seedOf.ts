import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { seedFor } from "@steepest/core/receipt/seedFor.ts";

/**
 * The seed of a verified entry. With a secret it follows from owner and submission, the same for each of its versions: who enters again draws nothing
 * new, and two versions meet the same seeds. Without one it is drawn.
 */
export const seedOf = (
  secret: string | undefined,
  about: { readonly owner: string; readonly submission: string },
): number =>
  secret === undefined ? Number.parseInt(bytesToHex(randomBytes(6)), 16) : seedFor(secret, about);
