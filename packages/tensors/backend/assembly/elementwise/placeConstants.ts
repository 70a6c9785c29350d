import { placeExponential } from "./exponential";
import { constantBytes, placeShared } from "./laneConstants";
import { placeSaturating } from "./saturating";

/** Bytes that `placeConstants` needs. */
export function constantsBytes(): usize {
  return constantBytes;
}

/** Gives the module's constants a place, before it computes anything. */
export function placeConstants(out: usize): void {
  placeShared(out);
  placeExponential();
  placeSaturating();
}
