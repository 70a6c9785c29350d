import type { HyperparameterPoint, SearchSpace } from "@steepest/core/schema/searchSpace.ts";

/**
 * The middle of a search space: of a range on its scale, of feasible points the middle one in their order, of a list of points the first.
 * What a method is tried at where nothing was tuned.
 */
export function middlePoint(space: SearchSpace): HyperparameterPoint {
  if (Array.isArray(space)) return { ...space[0] };
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => {
      if ("feasible_points" in dimension) {
        const { feasible_points: points } = dimension;
        return [name, points[Math.floor((points.length - 1) / 2)] as (typeof points)[number]];
      }
      const { min, max, scaling } = dimension;
      return [name, scaling === "log" ? Math.sqrt(min * max) : (min + max) / 2];
    }),
  );
}
