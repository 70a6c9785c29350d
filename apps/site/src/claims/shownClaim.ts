/** What can become of a claim, in the order of the page. */
export const standings = ["holds", "does not hold", "to be tried", "cannot be tried"] as const;
export type ClaimStanding = (typeof standings)[number];

/** A claim of a paper as it is shown. */
export interface ShownClaim {
  readonly id: string;
  readonly topic: string;
  readonly claim: string;
  readonly source: string;
  readonly standing: ClaimStanding;
  /** In numbers, or what is missing; null of what is still to be tried. */
  readonly found: string | null;
  readonly commands: readonly string[];
  readonly remark: string | null;
}

/** The claims that an address asks for: of a `standing`, of a `topic`, with a word in them (`find`). A value that none has asks for nothing. */
export function askedClaims(claims: readonly ShownClaim[], asked: URLSearchParams): ShownClaim[] {
  const among = (name: "standing" | "topic"): string | undefined =>
    claims.find((claim) => claim[name] === asked.get(name))?.[name];
  const [standing, topic] = [among("standing"), among("topic")];
  const words = (asked.get("find") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return claims.filter(
    (claim) =>
      (standing === undefined || claim.standing === standing) &&
      (topic === undefined || claim.topic === topic) &&
      words.every((word) =>
        [claim.claim, claim.source, claim.found ?? "", claim.remark ?? "", ...claim.commands].some((text) =>
          text.toLowerCase().includes(word),
        ),
      ),
  );
}
