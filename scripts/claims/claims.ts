import type { Claim } from "./claim.ts";
import { metricClaims } from "./metricClaims.ts";
import { shapeClaims } from "./shapeClaims.ts";
import { untriedClaims } from "./untriedClaims.ts";

/** Every claim of the literature that the page has. */
export const claims: readonly Claim[] = [...metricClaims, ...shapeClaims, ...untriedClaims];
