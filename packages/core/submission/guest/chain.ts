import { expectTransform, inOrder, placed, placementsOf } from "./placement.ts";
import type { AnyAsyncTransform, AnyTransform, AsyncTransform, Transform, Transformed } from "./transform.ts";
import type { Tree } from "./tree.ts";
import { whenDone } from "./whenDone.ts";

type States = readonly unknown[];

/** Applies transforms one after the other; the state is the list of theirs. With one that waits, the chain waits. */
export function chain(...transforms: readonly AnyTransform[]): Transform<States>;
export function chain(...transforms: readonly (AnyTransform | AnyAsyncTransform)[]): AsyncTransform<States>;
export function chain(
  ...transforms: readonly (AnyTransform | AnyAsyncTransform)[]
): Transform<States> | AsyncTransform<States> {
  transforms.forEach((transform, place) => {
    expectTransform(`chain: argument ${place + 1}`, transform);
  });
  return placed(
    {
      init: (params) => transforms.map((transform) => transform.init(params)),
      update(updates, states: States, ctx) {
        const newStates: unknown[] = [];
        const from = (place: number, current: Tree): Transformed<States> | Promise<Transformed<States>> => {
          const transform = transforms[place];
          if (!transform) return { updates: current, state: newStates };
          return whenDone(transform.update(current, states[place], ctx), (result) => {
            newStates.push(result.state);
            return from(place + 1, result.updates);
          });
        };
        // Whether it is a promise is what the signatures above say.
        return from(0, updates) as Transformed<States>;
      },
      gradientParams: (params, states: States) =>
        transforms.reduce(
          (current, transform, place) => transform.gradientParams?.(current, states[place]) ?? current,
          params,
        ),
      evalParams: (params, states: States) =>
        transforms.reduce(
          (current, transform, place) => transform.evalParams?.(current, states[place]) ?? current,
          params,
        ),
    },
    ...inOrder("chain", transforms.flatMap(placementsOf)),
  );
}
