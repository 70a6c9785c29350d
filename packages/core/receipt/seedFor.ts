import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** 48 bits: a seed is a whole number that JSON carries. */
const seedBytes = 6;

/** The seed that a round's secret gives a submission of an owner, whichever of its versions is entered, and however often. */
export const seedFor = (
  secret: string,
  { owner, submission }: { readonly owner: string; readonly submission: string },
): number =>
  Number.parseInt(
    bytesToHex(
      sha256(utf8ToBytes(JSON.stringify(["seed", secret, owner, submission]))).subarray(0, seedBytes),
    ),
    16,
  );
