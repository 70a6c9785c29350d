import type { AnyTransform, Transform } from "./transform.ts";

/** Applies transforms one after the other; the state is the list of theirs. */
export function chain(...transforms: readonly AnyTransform[]): Transform<readonly unknown[]> {
  return {
    init: (params) => transforms.map((transform) => transform.init(params)),
    update(updates, states, ctx) {
      let current = updates;
      const newStates = transforms.map((transform, place) => {
        const result = transform.update(current, states[place], ctx);
        current = result.updates;
        return result.state;
      });
      return { updates: current, state: newStates };
    },
    evalParams: (params, states) =>
      transforms.reduce(
        (current, transform, place) => transform.evalParams?.(current, states[place]) ?? current,
        params,
      ),
  };
}
