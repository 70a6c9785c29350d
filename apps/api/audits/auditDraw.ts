import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Bindings } from "../bindings.ts";
import { numberOf } from "../settings/readVariable.ts";

/** How a deployment audits. */
export interface AuditRules {
  /** Of the round. Without one nothing is drawn at random. */
  readonly secret: string | undefined;
  readonly share: number;
}

/** Of the records that set no rank, this share is audited at random by this deployment. */
export const auditShare = (env: Bindings): number => numberOf(env, "STEEPEST_AUDIT_SHARE");

/** How this deployment audits. */
export const auditRules = (env: Bindings): AuditRules => ({
  secret: env.STEEPEST_SEED_SECRET,
  share: auditShare(env),
});

/** What is published of a round's secret while it runs: whoever learns the secret afterwards can check that it was the one. */
export const commitmentOf = (secret: string): string => bytesToHex(sha256(utf8ToBytes(secret)));

/**
 * Whether a record is audited at random: by HMAC-SHA256(the round's secret, ["audit", trial, record's SHA-256]), the first 48 bits as a fraction.
 * Nobody without the secret knows before the record is made, the platform is bound by its commitment, and everybody can check afterwards.
 */
export const isDrawn = (secret: string, share: number, lot: Lot): boolean =>
  fractionOf(secret, "audit", lot) < share;

interface Lot {
  readonly trial: string;
  readonly record: string;
}

/** A record's place in a draw, between 0 and 1. */
export function fractionOf(secret: string, draw: "audit" | "held back", { trial, record }: Lot): number {
  const mac = hmac(sha256, utf8ToBytes(secret), utf8ToBytes(JSON.stringify([draw, trial, record])));
  return Number.parseInt(bytesToHex(mac.subarray(0, 6)), 16) / 2 ** 48;
}
