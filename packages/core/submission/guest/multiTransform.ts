import { aFunction, checkedOptions } from "./checkedOptions.ts";
import { derivedContext } from "./fromTransform.ts";
import { merge, partition } from "./operations/shapes.ts";
import { expectTransform, placed, placementsOf } from "./placement.ts";
import type { AnyAsyncTransform, AnyTransform, AsyncTransform, Transform, Transformed } from "./transform.ts";
import type { LeafInfo, Tree } from "./tree.ts";
import { whenDone } from "./whenDone.ts";

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
