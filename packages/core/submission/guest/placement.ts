import type { AnyAsyncTransform, AnyTransform } from "./transform.ts";

type Stage = keyof typeof stages;

/**
 * What goes through a chain. `directions`, gradients first of all, still lack learning rate and sign; `steps` are added to the parameters; of `final`
 * steps none may be changed, of `averaged` ones the sum with the parameters has been taken into an average.
 */
const stages = { directions: 1, steps: 2, final: 3, averaged: 4 } as const;

/** One transform of a chain as far as its place matters. */
export interface Placement {
  readonly name: string;
  /** The latest stage that may come in. */
  readonly takes: Stage;
  /** The stage of what comes out, or an earlier one that comes in. */
  readonly gives: Stage;
  /** Whether it acts on some leaves only: then another may act on the rest. */
  readonly isPartial?: boolean;
}

// Beside the transforms: nothing that a submission sees or could lose by copying an object.
const placements = new WeakMap<object, readonly Placement[]>();

type SomeTransform = AnyTransform | AnyAsyncTransform;

/** A transform whose place matters. */
export function placed<Placed extends object>(transform: Placed, ...members: readonly Placement[]): Placed {
  placements.set(transform, members);
  return transform;
}

/** Where the transform belongs and those inside it; one that a submission wrote may stand nearly everywhere. */
export const placementsOf = (transform: object): readonly Placement[] =>
  placements.get(transform) ?? [{ name: "a transform of your own", takes: "steps", gives: "directions" }];

export const takesDirections = (name: string): Placement => ({
  name,
  takes: "directions",
  gives: "directions",
});
/** Learning rate and sign are in it. */
export const givesSteps = (name: string): Placement => ({ name, takes: "directions", gives: "steps" });
/** Sees what is added to the parameters, and leaves it. */
export const seesParameters = (name: string): Placement => ({ name, takes: "averaged", gives: "averaged" });

/** The members in their order; throws where one stands behind another that it belongs before. */
export function inOrder(where: string, members: readonly Placement[]): readonly Placement[] {
  members.forEach((late, i) => {
    const early = members
      .slice(0, i)
      .find(({ gives, isPartial }) => stages[gives] > stages[late.takes] && !(isPartial && late.isPartial));
    if (early) throw new TypeError(`${where}: ${reason(early, late)}`);
  });
  return members;
}

function reason(early: Placement, late: Placement): string {
  const [before, after] = [named(early), named(late)];
  if (early.gives === "averaged" || early.gives === "final") {
    return `${before} has to see what is added to the parameters, so it stands last, but ${after} comes after it`;
  }
  return `${after} belongs before the learning rate, but stands behind ${before}, which has it already`;
}

const named = ({ name }: Placement): string => (name.includes(" ") ? name : `\`${name}\``);

const isTransform = (value: unknown): value is SomeTransform =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Partial<SomeTransform>).init === "function" &&
  typeof (value as Partial<SomeTransform>).update === "function";

/** Throws where what was given for a transform is none. */
export function expectTransform(where: string, value: unknown): void {
  if (isTransform(value)) return;
  const got = Array.isArray(value)
    ? "a list: give its transforms one by one"
    : typeof value === "function"
      ? `a function: call it, as in \`${value.name || "scaleByAdam"}()\``
      : value === undefined || value === null
        ? String(value)
        : `${typeof value === "object" ? "an object without init and update" : typeof value}`;
  throw new TypeError(
    `${where} must be a transform, { init(params), update(updates, state, ctx) }, not ${got}`,
  );
}
