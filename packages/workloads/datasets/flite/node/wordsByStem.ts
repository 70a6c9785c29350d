import { permutation } from "@steepest/base/random/permutation.ts";

/** Letters that words of one stem share: inflected forms of words that long stay together. */
const stemLength = 5;

/**
 * Words of three to eight letters, those of one stem (the first five letters) next to each other, the stems in a drawn order (threefry
 * permutation, seed 0). `index` is the text of the dictionary's module: lines `"word": "phones",`.
 */
export function wordsByStem(index: string): readonly (readonly string[])[] {
  const words = [...index.matchAll(/^ *"?([a-z]{3,8})"?: "/gm)].map((match) => match[1] as string);
  const stems = new Map<string, string[]>();
  for (const word of words) {
    const stem = word.slice(0, stemLength);
    stems.set(stem, [...(stems.get(stem) ?? []), word]);
  }
  const groups = [...stems.values()];
  return Array.from(permutation([0, 0], groups.length), (at) => groups[at] as string[]);
}
