import type { Claim } from "./claim.ts";
import { curveClaims } from "./curveClaims.ts";
import { pathClaims } from "./pathClaims.ts";
import { raceClaims } from "./raceClaims.ts";
import { sharpnessClaims } from "./sharpnessClaims.ts";
import { spreadClaims } from "./spreadClaims.ts";
import { stateClaims } from "./stateClaims.ts";
import { untriedClaims } from "./untriedClaims.ts";
import { widthClaims } from "./widthClaims.ts";
import { worldClaims } from "./worldClaims.ts";

/** Every claim of the literature that the page has. */
export const claims: readonly Claim[] = [
  ...stateClaims,
  ...raceClaims,
  ...spreadClaims,
  ...sharpnessClaims,
  ...pathClaims,
  ...curveClaims,
  ...worldClaims,
  ...widthClaims,
  ...untriedClaims,
];
