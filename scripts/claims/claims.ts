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

/** The page's chapters. */
export const claimTopics: readonly { readonly title: string; readonly claims: readonly Claim[] }[] = [
  { title: "State that an algorithm keeps", claims: stateClaims },
  { title: "One algorithm against another", claims: raceClaims },
  { title: "Seeds and their spread", claims: spreadClaims },
  { title: "Sharpness and curvature", claims: sharpnessClaims },
  { title: "Ways through the parameters", claims: pathClaims },
  { title: "Curves, batches, amounts of data", claims: curveClaims },
  { title: "Small worlds", claims: worldClaims },
  { title: "Width", claims: widthClaims },
  { title: "What the lab does not see yet", claims: untriedClaims },
];

/** Every claim of the literature that the page has. */
export const claims: readonly Claim[] = claimTopics.flatMap((topic) => topic.claims);
