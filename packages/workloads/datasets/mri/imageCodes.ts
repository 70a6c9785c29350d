import { normalizedLimit } from "./normalizeExample.ts";

const codes = 2 ** 16 - 1;

/** Normalized magnitudes as 16-bit codes, evenly spread over ±6: steps of 0.0002 standard deviations. */
export function toImageCodes(values: Float64Array): Uint16Array {
  const coded = new Uint16Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const share = ((values[at] as number) + normalizedLimit) / (2 * normalizedLimit);
    coded[at] = Math.round(share * codes);
  }
  return coded;
}

/** What every code stands for. */
export const imageCodeValues: Float32Array = Float32Array.from(
  { length: codes + 1 },
  (_, code) => (code / codes) * 2 * normalizedLimit - normalizedLimit,
);
