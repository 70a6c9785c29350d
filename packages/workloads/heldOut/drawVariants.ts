import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** By base workload the held-out variants that one is drawn of. */
export type Candidates = Readonly<Record<string, readonly string[]>>;

/** What a round publishes before its seed. */
export const seedSha256 = (seed: string): string => bytesToHex(sha256(utf8ToBytes(seed)));

/**
 * Every base workload of a round, each followed by one of its candidates: the one at place n mod (number of candidates), n being the first 32 bits of
 * SHA-256("<seed> <base>"). So anybody can check a draw with nothing but a shell.
 */
export const drawVariants = (candidates: Candidates, seed: string): string[] =>
  Object.entries(candidates).flatMap(([base, variants]) => {
    const place = Number.parseInt(seedSha256(`${seed} ${base}`).slice(0, 8), 16) % variants.length;
    const drawn = variants[place];
    if (drawn === undefined) throw new Error(`the workload ${base} has no held-out variants to draw from`);
    return [base, drawn];
  });
