/** What of a layer can be sent: how many elements, and the squared error that is left. */
export interface Choice {
  readonly count: number;
  readonly error: number;
}

/** Errors are counted in so many parts of what is allowed, rounded up: a sum of choices is never above it. */
const parts = 1024;

/**
 * Of each layer the place of one choice, so that the fewest elements are sent whose errors are together at most `allowed`: by dynamic programming over the layers and the error that is spent (Alimohammadi et al.
 * 2022, algorithm 1). Null where no choice of all layers stays below.
 */
export function cheapest(layers: readonly (readonly Choice[])[], allowed: number): number[] | null {
  let best: number[] = Array.from({ length: parts + 1 }, () => 0);
  const taken: number[][] = [];
  for (const choices of layers) {
    const after: number[] = Array.from({ length: parts + 1 }, () => Number.POSITIVE_INFINITY);
    const places: number[] = Array.from({ length: parts + 1 }, () => -1);
    choices.forEach(({ count, error }, place) => {
      const spent = error > 0 ? Math.ceil((error / allowed) * parts) : 0;
      for (let whole = spent; whole <= parts; whole++) {
        const elements = (best[whole - spent] as number) + count;
        if (elements < (after[whole] as number)) {
          after[whole] = elements;
          places[whole] = place;
        }
      }
    });
    best = after;
    taken.push(places);
  }
  let left = parts;
  const chosen: number[] = [];
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const place = (taken[layer] as number[])[left] as number;
    const choice = (layers[layer] as readonly Choice[])[place];
    if (choice === undefined) return null;
    chosen.unshift(place);
    left -= choice.error > 0 ? Math.ceil((choice.error / allowed) * parts) : 0;
  }
  return chosen;
}
