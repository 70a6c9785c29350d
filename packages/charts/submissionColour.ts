import { dashPatterns, palette, type ThemedColour } from "./palette.ts";

export interface SubmissionColour extends ThemedColour {
  /** Position in the palette: CSS class `stroke-N` / `fill-N`, custom property `--series-N`. */
  readonly index: number;
  /** `stroke-dasharray`; empty for a solid line. */
  readonly dash: string;
}

/** Chosen so that the reference optimizers and the self-tuning baselines get different colours. */
const salt = "steepest/64576";

/** FNV-1a (Fowler, Noll, Vo), 32 bits, with MurmurHash3's finalizer so that near names land far apart. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
};

/** The colour and dash that a submission has on every chart and page: a function of its name alone. */
export const submissionColour = (name: string): SubmissionColour => {
  const value = hash(`${salt}/${name}`);
  const index = value % palette.length;
  const dash = dashPatterns[Math.floor(value / palette.length) % dashPatterns.length]!;
  return { ...palette[index]!, index, dash };
};
