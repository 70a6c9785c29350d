import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Bindings } from "../bindings.ts";
import { numberOf } from "../settings/readVariable.ts";

/** Of the records that set no rank, this share is audited at random by this deployment. */
export const auditShare = (env: Bindings): number => numberOf(env, "STEEPEST_AUDIT_SHARE");

/** What is published of a round's secret while it runs: whoever learns the secret afterwards can check that it was the one. */
export const commitmentOf = (secret: string): string => bytesToHex(sha256(utf8ToBytes(secret)));

/**
 * Whether a record is audited at random: by HMAC-SHA256(the round's secret, ["audit", trial, record's SHA-256]), the first 48 bits as a fraction.
 * Nobody without the secret knows before the record is made, the platform is bound by its commitment, and everybody can check afterwards.
 */
export function isDrawn(
  secret: string,
  share: number,
  { trial, record }: { readonly trial: string; readonly record: string },
): boolean {
  const mac = hmac(sha256, utf8ToBytes(secret), utf8ToBytes(JSON.stringify(["audit", trial, record])));
  return Number.parseInt(bytesToHex(mac.subarray(0, 6)), 16) / 2 ** 48 < share;
}
