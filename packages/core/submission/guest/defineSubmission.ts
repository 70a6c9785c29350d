import type { HyperparameterDimension, HyperparameterPoint } from "../../schema/searchSpace.ts";
import type { Batch } from "./batch.ts";
import { suggestion } from "./closestName.ts";
import type {
  BatchSizeLimits,
  Context,
  EvalResult,
  SelectContext,
  UpdateContext,
  UpdateResult,
} from "./context.ts";
import { fromTransform } from "./fromTransform.ts";
import type { AnyAsyncTransform, AnyTransform } from "./transform.ts";

type ValueOf<Dimension> = Dimension extends { readonly feasible_points: readonly (infer Value)[] }
  ? Widened<Value>
  : number;
type Widened<Value> = Value extends number ? number : Value extends string ? string : boolean;

/** The point that a submission is given, as its search space says: one value for each name. */
export type PointOf<Space> = Space extends readonly (infer Point)[]
  ? { readonly [Name in keyof Point]: Widened<Point[Name]> }
  : { readonly [Name in keyof Space]: ValueOf<Space[Name]> };

export type GuestSearchSpace = readonly HyperparameterPoint[] | Readonly<Record<string, GuestDimension>>;
type GuestDimension =
  | Exclude<HyperparameterDimension, { feasible_points: unknown }>
  | { readonly feasible_points: readonly (number | string | boolean)[] };

interface Described<Space> {
  /** 2–48 of a–z, 0–9 and _: what boards call it. */
  readonly name: string;
  /** `external`: tuned over the search space. `self`: one fixed point, no tuning from outside. */
  readonly ruleset: "external" | "self";
  /** AlgoPerf search space, or a list of points. */
  readonly hyperparameters: Space;
  readonly description?: string;
  readonly authors?: readonly string[];
  /** arXiv id, DOI or URL. */
  readonly paper?: string;
  readonly stateBytesPerParameter?: number;
  /** AlgoPerf's get_batch_size. Left out: the workload's default. */
  batchSize?(limits: BatchSizeLimits, hyperparameters: PointOf<Space>): number;
}

/** A submission as five functions: AlgoPerf's contract. Each may be `async`, which it must be to `await read(tree)`. */
export interface FunctionSubmission<Space, State> extends Described<Space> {
  /** init_optimizer_state. */
  init(ctx: Context<PointOf<Space>>): State | Promise<State>;
  /** data_selection. Left out: the next batch. */
  selectBatch?(
    ctx: SelectContext<State, PointOf<Space>>,
  ): Batch | { batch: Batch; state: State } | Promise<Batch | { batch: Batch; state: State }>;
  /** update_params. */
  update(ctx: UpdateContext<State, PointOf<Space>>): UpdateResult<State> | Promise<UpdateResult<State>>;
  /** prepare_for_eval. Left out: the training parameters are evaluated. */
  prepareForEval?(ctx: SelectContext<State, PointOf<Space>>): EvalResult<State> | Promise<EvalResult<State>>;
}

/** A submission as a gradient transformation; hyperparameters `dropout_rate` and `label_smoothing` reach the loss. */
export interface TransformSubmission<Space> extends Described<Space> {
  optimizer(hyperparameters: PointOf<Space>): AnyTransform | AnyAsyncTransform;
  /** data_selection. `ctx.state` is the transform's, to look at. Left out: the next batch. */
  selectBatch?(ctx: SelectContext<unknown, PointOf<Space>>): Batch | Promise<Batch>;
  /** prepare_for_eval. `ctx.params` is what the transform evaluates: the average, where it takes one. Left out: that. */
  prepareForEval?(
    ctx: SelectContext<unknown, PointOf<Space>>,
  ): Omit<EvalResult<unknown>, "state"> | Promise<Omit<EvalResult<unknown>, "state">>;
}

/** What `defineSubmission` gives the host: the manifest and the five functions. */
export interface Submission extends Described<unknown> {
  readonly functions: FunctionSubmission<unknown, unknown>;
}

const fields: readonly string[] = Object.keys({
  name: true,
  ruleset: true,
  hyperparameters: true,
  description: true,
  authors: true,
  paper: true,
  stateBytesPerParameter: true,
  batchSize: true,
  optimizer: true,
  init: true,
  selectBatch: true,
  update: true,
  prepareForEval: true,
} satisfies Readonly<
  Record<keyof FunctionSubmission<unknown, unknown> | keyof TransformSubmission<unknown>, true>
>);

const submissions = new WeakSet<object>();

/** Whether a value came from `defineSubmission`. */
export const isSubmission = (value: unknown): value is Submission =>
  typeof value === "object" && value !== null && submissions.has(value);

/**
 * What a submission file exports by default.
 *
 * @example
 * export default defineSubmission({
 *   name: "my_sgd",
 *   ruleset: "self",
 *   hyperparameters: [{ lr: 0.1 }],
 *   optimizer: ({ lr }) => chain(momentum({ momentum: 0.9 }), scaleByLearningRate(lr)),
 * });
 */
export function defineSubmission<const Space extends GuestSearchSpace>(
  definition: TransformSubmission<Space>,
): Submission;
export function defineSubmission<const Space extends GuestSearchSpace, State>(
  definition: FunctionSubmission<Space, State>,
): Submission;
export function defineSubmission(
  definition: TransformSubmission<unknown> | FunctionSubmission<unknown, unknown>,
): Submission {
  if (typeof definition !== "object" || definition === null) {
    throw new TypeError("defineSubmission takes one object: { name, ruleset, hyperparameters, optimizer }");
  }
  const unknown = Object.keys(definition).find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    const known = `it takes ${fields.join(", ")}`;
    throw new TypeError(
      `defineSubmission has no field \`${unknown}\`${suggestion(unknown, fields)}: ${known}`,
    );
  }
  const isTransform = "optimizer" in definition;
  const beside = ["init", "update"].find((name) => name in definition);
  if (isTransform && beside !== undefined) {
    throw new TypeError(
      `defineSubmission: \`${beside}\` does not go with \`optimizer\`; give \`init\` and \`update\` instead of it`,
    );
  }
  const needed = isTransform ? ["optimizer"] : ["init", "update"];
  const functions = definition as unknown as Record<string, unknown>;
  for (const name of needed) {
    if (typeof functions[name] !== "function") {
      throw new TypeError(
        `defineSubmission: \`${name}\` is missing; give either \`optimizer\` or both \`init\` and \`update\``,
      );
    }
  }
  for (const name of ["batchSize", "selectBatch", "prepareForEval"]) {
    if (functions[name] !== undefined && typeof functions[name] !== "function") {
      throw new TypeError(`defineSubmission: \`${name}\` must be a function`);
    }
  }
  const submission = Object.freeze({
    ...definition,
    functions: isTransform ? fromTransform(definition) : definition,
  }) as Submission;
  submissions.add(submission);
  return submission;
}

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

/** What JSON would lose or refuse, as a text in an object that no manifest can hold, so that the host can name it. */
const lost = (what: string) => ({ "not JSON": what });

/** What a submission says of itself, as JSON. */
export function manifestJson(submission: Submission): string {
  const { name, ruleset, hyperparameters, description, authors, paper, stateBytesPerParameter } = submission;
  const given = { name, ruleset, hyperparameters, description, authors, paper, stateBytesPerParameter };
  return JSON.stringify(given, function (this: unknown, _name: string, value: unknown) {
    switch (typeof value) {
      case "number":
        return Number.isFinite(value) ? value : lost(String(value));
      case "bigint":
        return lost(`${value}n`);
      case "undefined":
        return this === given ? value : lost("undefined");
      case "function":
      case "symbol":
        return lost(`a ${typeof value}`);
      default:
        return value;
    }
  });
}
