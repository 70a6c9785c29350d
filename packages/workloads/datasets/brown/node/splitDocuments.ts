import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";

export interface DocumentSplit {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
}

/**
 * Splits documents so that every genre has its share of validation and of test (largest remainders), each split in
 * the corpus's order. `genres` maps a document to its genre.
 */
export function splitDocuments(
  genres: ReadonlyMap<string, string>,
  counts: { readonly validation: number; readonly test: number },
): DocumentSplit {
  const documents = [...genres.keys()].sort();
  const byGenre = Map.groupBy(documents, (document) => genres.get(document) as string);
  const sizes = [...byGenre].map(([genre, members]) => ({ genre, size: members.length }));
  const validationShares = shares(sizes, counts.validation);
  const testShares = shares(sizes, counts.test);
  const assigned = new Map<string, keyof DocumentSplit>();
  for (const [genre, members] of byGenre) {
    const order = permutation(deriveKey(keyFromSeed(0), genre), members.length);
    const validationShare = validationShares.get(genre) ?? 0;
    const testShare = testShares.get(genre) ?? 0;
    order.forEach((member, rank) => {
      const split =
        rank < validationShare ? "validation" : rank < validationShare + testShare ? "test" : "train";
      assigned.set(members[member] as string, split);
    });
  }
  const of = (split: keyof DocumentSplit) => documents.filter((document) => assigned.get(document) === split);
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

/** `total` seats by genre in proportion to size, the last ones by largest remainder (ties: the genre's name). */
function shares(sizes: readonly { genre: string; size: number }[], total: number): Map<string, number> {
  const all = sizes.reduce((sum, { size }) => sum + size, 0);
  const quotas = sizes.map(({ genre, size }) => ({ genre, quota: (size * total) / all }));
  const seats = new Map(quotas.map(({ genre, quota }) => [genre, Math.floor(quota)]));
  const left = total - [...seats.values()].reduce((sum, count) => sum + count, 0);
  quotas
    .sort((a, b) => (b.quota % 1) - (a.quota % 1) || (a.genre < b.genre ? -1 : 1))
    .slice(0, left)
    .forEach(({ genre }) => {
      seats.set(genre, (seats.get(genre) ?? 0) + 1);
    });
  return seats;
}
