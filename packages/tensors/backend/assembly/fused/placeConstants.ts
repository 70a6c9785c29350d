import { placeConstants as placeElementwise } from "../elementwise/placeConstants";
import { placeActivations } from "./activations";

/** As elementwise/placeConstants.ts, and the constants of gated units. */
export function placeConstants(out: usize): void {
  placeElementwise(out);
  placeActivations();
}
