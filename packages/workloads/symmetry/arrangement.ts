import { deriveKey } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { randomWords } from "@steepest/base/random/uniform.ts";

/** Where the numbers of an example come from: place i shows what stood at `sources[i]`. */
export type Arrangement = Int32Array;

/**
 * What a model leaves open about the pixels of a square image: `any` order, where it has no notion of neighbours; the eight turns and mirror images of
 * the `grid`, where it treats rows and columns, and both directions, alike; of a model of patches also any order within a patch, the same in all.
 */
export type PixelSymmetry = "any" | "grid" | { readonly patch: number };

/** A uniformly drawn arrangement of an image of `size` × `size` pixels, row by row. */
export function drawArrangement(key: RandomKey, pixels: PixelSymmetry, size: number): Arrangement {
  if (pixels === "any") return permutation(key, size * size);
  const grid = drawGrid(deriveKey(key, "grid"), size);
  if (pixels === "grid") return grid;
  const { patch } = pixels;
  const within = permutation(deriveKey(key, "patch"), patch * patch);
  return grid.map((_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    const place = within[(row % patch) * patch + (column % patch)] as number;
    const top = row - (row % patch) + Math.floor(place / patch);
    const left = column - (column % patch) + (place % patch);
    return grid[top * size + left] as number;
  });
}

/** One of the eight symmetries of a square. */
function drawGrid(key: RandomKey, size: number): Arrangement {
  const draw = (randomWords(key, 1)[0] as number) >>> 29;
  const [transposed, upsideDown, mirrored] = [draw & 1, draw & 2, draw & 4];
  return Int32Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    const [first, second] = transposed ? [column, row] : [row, column];
    return (upsideDown ? size - 1 - first : first) * size + (mirrored ? size - 1 - second : second);
  });
}

/** Every example of `values`, one after another, rearranged; each place of an example holds `channels` numbers, which stay together. */
export function rearranged<Values extends Uint8Array | Uint16Array | Int32Array | Float32Array>(
  values: Values,
  sources: Arrangement,
  channels = 1,
): Values {
  const places = channels === 1 ? sources : channelPlaces(sources, channels);
  // Of the same type; not a slice, whose content would be copied for nothing.
  const copy = new (values.constructor as new (length: number) => Values)(values.length);
  const width = places.length;
  for (let start = 0; start < copy.length; start += width) {
    for (let at = 0; at < width; at++) copy[start + at] = values[start + (places[at] as number)] as number;
  }
  return copy;
}

const channelPlaces = (sources: Arrangement, channels: number): Arrangement =>
  Int32Array.from(
    { length: sources.length * channels },
    (_, at) => (sources[Math.floor(at / channels)] as number) * channels + (at % channels),
  );
