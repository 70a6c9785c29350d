import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";

/** What a round publishes before its seed. */
export const seedSha256 = (seed: string): string => bytesToHex(sha256(utf8ToBytes(seed)));

/**
 * Every base workload, each followed by one of its held-out variants: the one at place n mod (number of variants), n being the first 32 bits of
 * SHA-256("<seed> <base>"). So anybody can check a draw with nothing but a shell.
 */
export const drawVariants = (
  bases: readonly string[],
  cards: readonly Pick<WorkloadCard, "id" | "variantOf">[],
  seed: string,
): string[] =>
  bases.flatMap((base) => {
    const variants = cards.filter(({ variantOf }) => variantOf === base);
    const [drawn] = variants.slice(
      Number.parseInt(seedSha256(`${seed} ${base}`).slice(0, 8), 16) % variants.length,
    );
    if (drawn === undefined) throw new Error(`the workload ${base} has no held-out variants`);
    return [base, drawn.id];
  });
