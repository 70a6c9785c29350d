import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** A new token's secret: 256 random bits, recognisable by its prefix in logs and secret scanners. */
export function createSecret(): string {
  return `stp_${bytesToHex(crypto.getRandomValues(new Uint8Array(32)))}`;
}

export const hashSecret = (secret: string): string => bytesToHex(sha256(utf8ToBytes(secret)));

/** Compares two hashes of equal length in a time that does not depend on where they differ. */
export function equalHashes(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
