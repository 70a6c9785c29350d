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

const kinds = palette.length * dashPatterns.length;

const colourAt = (place: number): SubmissionColour => {
  const index = place % palette.length;
  const dash = dashPatterns[Math.floor(place / palette.length) % dashPatterns.length]!;
  return { ...palette[index]!, index, dash };
};

/** The colour and dash that a submission has on every page and, where no other has the same, on every chart: a function of its name alone. */
export const submissionColour = (name: string): SubmissionColour => colourAt(hash(`${salt}/${name}`) % kinds);

/**
 * Those of the entries of one chart or table, in order: each has its submission's own, unless one before it has the same (another version of
 * it, say) and it takes the next that is free. No two are alike, as long as there are kinds (45).
 */
export const submissionColours = (names: readonly string[]): SubmissionColour[] => {
  const taken = new Set<number>();
  return names.map((name) => {
    let place = hash(`${salt}/${name}`) % kinds;
    for (let tried = 0; taken.has(place) && tried < kinds; tried++) place = (place + 1) % kinds;
    taken.add(place);
    return colourAt(place);
  });
};
