import { aFunction, checkedOptions } from "./checkedOptions.ts";
import { derivedContext } from "./fromTransform.ts";
import { callersPlace, noteEmptyMask } from "./leafPredicates.ts";
import { merge, partition } from "./operations/shapes.ts";
import { expectTransform, inOrder, placed, placementsOf } from "./placement.ts";
import {
  type AnyAsyncTransform,
  type AnyTransform,
  type AsyncTransform,
  type Transform,
  type Transformed,
  whenDone,
} from "./transform.ts";
import type { LeafInfo, Tree } from "./tree.ts";

type ChainStates = readonly unknown[];

/** Applies transforms one after the other; the state is the list of theirs. With one that waits, the chain waits. */
export function chain(...transforms: readonly AnyTransform[]): Transform<ChainStates>;
export function chain(
  ...transforms: readonly (AnyTransform | AnyAsyncTransform)[]
): AsyncTransform<ChainStates>;
export function chain(
  ...transforms: readonly (AnyTransform | AnyAsyncTransform)[]
): Transform<ChainStates> | AsyncTransform<ChainStates> {
  transforms.forEach((transform, place) => {
    expectTransform(`chain: argument ${place + 1}`, transform);
  });
  return placed(
    {
      init: (params) => transforms.map((transform) => transform.init(params)),
      update(updates, states: ChainStates, ctx) {
        const newStates: unknown[] = [];
        const from = (
          place: number,
          current: Tree,
        ): Transformed<ChainStates> | Promise<Transformed<ChainStates>> => {
          const transform = transforms[place];
          if (!transform) return { updates: current, state: newStates };
          return whenDone(transform.update(current, states[place], ctx), (result) => {
            newStates.push(result.state);
            return from(place + 1, result.updates);
          });
        };
        // Whether it is a promise is what the signatures above say.
        return from(0, updates) as Transformed<ChainStates>;
      },
      gradientParams: (params, states: ChainStates) =>
        transforms.reduce(
          (current, transform, place) => transform.gradientParams?.(current, states[place]) ?? current,
          params,
        ),
      evalParams: (params, states: ChainStates) =>
        transforms.reduce(
          (current, transform, place) => transform.evalParams?.(current, states[place]) ?? current,
          params,
        ),
    },
    ...inOrder("chain", transforms.flatMap(placementsOf)),
  );
}

/** Applies a transform to the leaves for which `predicate` holds and leaves the others as they are. */
export function masked<State>(
  transform: Transform<State>,
  predicate: (leaf: LeafInfo) => boolean,
): Transform<State>;
export function masked<State>(
  transform: AsyncTransform<State>,
  predicate: (leaf: LeafInfo) => boolean,
): AsyncTransform<State>;
export function masked<State>(
  transform: Transform<State> | AsyncTransform<State>,
  predicate: (leaf: LeafInfo) => boolean,
): Transform<State> | AsyncTransform<State> {
  expectTransform("masked: its first argument", transform);
  checkedOptions("masked", { predicate }, { predicate: [aFunction] });
  const place = callersPlace();
  const selected = (tree: Tree) => partition(tree, predicate).selected;
  return placed(
    {
      init(params) {
        const chosen = selected(params);
        if (chosen.length === 0) noteEmptyMask("masked", predicate, params.leaves, place);
        // Without leaves the transform is never called: its state is nobody's.
        return chosen.length === 0 ? (null as State) : transform.init(chosen);
      },
      update(updates, state, ctx) {
        const parts = partition(updates, predicate);
        if (parts.selected.length === 0) return { updates, state };
        const context = derivedContext(ctx, { params: selected(ctx.params) });
        // Whether it is a promise is what the signatures above say.
        return whenDone(transform.update(parts.selected, state, context), (result) => ({
          updates: merge(result.updates, parts.rest),
          state: result.state,
        })) as Transformed<State>;
      },
      evalParams(params, state) {
        const parts = partition(params, predicate);
        if (!transform.evalParams || parts.selected.length === 0) return params;
        return merge(transform.evalParams(parts.selected, state), parts.rest);
      },
    },
    ...placementsOf(transform).map((member) => ({ ...member, isPartial: true })),
  );
}

type States = Readonly<Record<string, unknown>>;
type Part = { readonly name: string; readonly transform: AnyTransform | AnyAsyncTransform };

/**
 * Several transforms, each for the leaves that `label` gives its name: `multiTransform({ matrices: muon, rest: adamw }, label)`, as optax's
 * multi_transform. The state is an object of theirs.
 */
export function multiTransform(
  transforms: Readonly<Record<string, AnyTransform>>,
  label: (leaf: LeafInfo) => string,
): Transform<States>;
export function multiTransform(
  transforms: Readonly<Record<string, AnyTransform | AnyAsyncTransform>>,
  label: (leaf: LeafInfo) => string,
): AsyncTransform<States>;
export function multiTransform(
  transforms: Readonly<Record<string, AnyTransform | AnyAsyncTransform>>,
  label: (leaf: LeafInfo) => string,
): Transform<States> | AsyncTransform<States> {
  checkedOptions("multiTransform", { label }, { label: [aFunction] });
  const parts: Part[] = Object.keys(transforms).map((name) => {
    const transform = transforms[name];
    expectTransform(`multiTransform: \`${name}\``, transform);
    return { name, transform: transform as AnyTransform };
  });
  const labelOf = (leaf: LeafInfo): string => {
    const given = label(leaf);
    if (parts.some(({ name }) => name === given)) return given;
    const known = parts.map(({ name }) => `\`${name}\``).join(", ");
    throw new TypeError(
      `multiTransform: there is no transform \`${String(given)}\`, which \`label\` gave a ${leaf.kind} of shape [${leaf.shape}]; there are ${known}`,
    );
  };
  /** Leaves of one name; none where the model has no such leaf. */
  const of = (tree: Tree, name: string): Tree => partition(tree, (leaf) => labelOf(leaf) === name).selected;
  return placed(
    {
      init: (params) =>
        Object.fromEntries(
          parts.map(({ name, transform }) => {
            const own = of(params, name);
            return [name, own.length === 0 ? null : transform.init(own)];
          }),
        ),
      update(updates, states: States, ctx) {
        const done: Record<string, unknown> = {};
        const results: Tree[] = [];
        const from = (place: number): Transformed<States> | Promise<Transformed<States>> => {
          const part = parts[place];
          if (!part) return { updates: merge(...results), state: done };
          const { name, transform } = part;
          const own = of(updates, name);
          if (own.length === 0) {
            done[name] = states[name];
            return from(place + 1);
          }
          const context = derivedContext(ctx, { params: of(ctx.params, name) });
          return whenDone(transform.update(own, states[name], context), (result) => {
            done[name] = result.state;
            results.push(result.updates);
            return from(place + 1);
          });
        };
        // Whether it is a promise is what the signatures above say.
        return from(0) as Transformed<States>;
      },
      evalParams: (params, states: States) =>
        merge(
          ...parts.flatMap(({ name, transform }) => {
            const own = of(params, name);
            if (own.length === 0) return [];
            return [transform.evalParams?.(own, states[name]) ?? own];
          }),
        ),
    },
    ...parts.flatMap(({ transform }) =>
      placementsOf(transform).map((member) => ({ ...member, isPartial: true })),
    ),
  );
}
