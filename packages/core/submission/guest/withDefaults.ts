/** A point with settings that it may lack. */
export type WithDefaults<Point, Defaults> = Point & Omit<Defaults, keyof Point>;

/**
 * A trial's point with settings beside its search space, which are fixed here and which another point, such as a golden trajectory's, may state:
 * `withDefaults(point, { nesterov: true })`. What the point has stays; nothing of it is read by this.
 */
export function withDefaults<Point extends object, Defaults extends object>(
  point: Point,
  defaults: Defaults,
): WithDefaults<Point, Defaults> {
  // Descriptors: a copy would count as reading the whole point, and lose the guard behind it.
  return Object.freeze(
    Object.create(Object.getPrototypeOf(point), {
      ...Object.getOwnPropertyDescriptors(defaults),
      ...Object.getOwnPropertyDescriptors(point),
    }),
  ) as WithDefaults<Point, Defaults>;
}
