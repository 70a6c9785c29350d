import { type Batch, batchHandle, batchOf, concatBatches, isBatch, next, size, take } from "./batch.ts";
import type {
  BatchSizeLimits,
  CurvatureOptions,
  LossOptions,
  PastEvaluation,
  PerturbOptions,
  Target,
} from "./context.ts";
import { isSubmission, manifestJson, type Submission } from "./defineSubmission.ts";
import { hessianVector } from "./hessianVector.ts";
import { checked, host } from "./host.ts";
import { guardedPoint, hasRead, watchedPoint } from "./hyperparameters.ts";
import { stopWatching } from "./leafPredicates.ts";
import { lossArguments, perturb } from "./lossArguments.ts";
import { lossKinds } from "./operationNames.ts";
import { random } from "./random.ts";
import { notePrivacy, sideBySide } from "./sideBySide.ts";
import { handleOf, isTree, type Tree, treeOf } from "./tree.ts";
import { isPromise, missingAwait } from "./unawaited.ts";

/** What holds for a whole trial; told once, as JSON. */
export interface TrialFacts {
  readonly hyperparameters: Readonly<Record<string, number | string | boolean>>;
  readonly stepHint: number;
  readonly budget: number;
  readonly target: Target;
  readonly lossType: string;
  /** Whether the host will ask which hyperparameters were read (`hasRead`). */
  readonly watchesReads?: boolean;
}

const role = { parameters: 0, modelState: 1, batch: 2, evalParameters: 3, evalModelState: 4 } as const;

let submission: Submission | undefined;
let state: unknown;
let facts: TrialFacts | undefined;
let evals: readonly PastEvaluation[] = Object.freeze([]);

/** Takes the module's default export; returns its manifest as JSON. */
function load(exported: unknown): string {
  if (!isSubmission(exported)) {
    throw new TypeError(
      'the default export is not a submission: write `export default defineSubmission({ … })` with defineSubmission from "steepest"',
    );
  }
  submission = exported;
  return manifestJson(exported);
}

const functionsOf = () => {
  if (!submission) throw new Error("no submission is loaded");
  return submission.functions;
};

/** Returns which optional functions there are: 1 selectBatch, 2 prepareForEval. */
function start(json: string): number {
  const { watchesReads, ...given } = JSON.parse(json) as TrialFacts;
  facts = Object.freeze({
    ...given,
    hyperparameters: guardedPoint(
      watchesReads ? watchedPoint(given.hyperparameters) : given.hyperparameters,
      submission?.hyperparameters,
    ),
    target: Object.freeze(given.target),
  });
  const { selectBatch, prepareForEval } = functionsOf();
  return (selectBatch ? 1 : 0) + (prepareForEval ? 2 : 0);
}

function addEvaluation(json: string): void {
  evals = Object.freeze([...evals, Object.freeze(JSON.parse(json) as PastEvaluation)]);
}

function batchSize(json: string): number {
  const limits = Object.freeze(JSON.parse(json) as BatchSizeLimits);
  if (!facts) throw new Error("no trial has started");
  const chosen = functionsOf().batchSize?.(limits, facts.hyperparameters) ?? limits.default;
  if (isPromise(chosen)) throw new TypeError("batchSize must not be async");
  if (!Number.isInteger(chosen) || chosen < 1 || chosen > limits.max) {
    throw new RangeError(`batchSize must return an integer from 1 to ${limits.max}, not ${String(chosen)}`);
  }
  return chosen;
}

/** The object that the submission's functions are given; `elapsed` stands on the prototype so that copies do not read it. */
function makeContext(values: { params: number; modelState: number; step?: number; batch?: Batch }) {
  if (!facts) throw new Error("no trial has started");
  const params = treeOf(values.params);
  const modelState = treeOf(values.modelState);
  const fixed = {
    get elapsed(): number {
      return checked(host.elapsed());
    },
  };
  const context = Object.assign(Object.create(fixed), facts, {
    evals,
    rng: random,
    params,
    // Where a transform's gradient is taken, unless it says otherwise.
    gradientParams: params,
    modelState,
    lossAndGrad(at: Tree, batch: Batch, options?: LossOptions) {
      const [stateHandle, json] = lossArguments(options, modelState);
      const first = checked(host.lossAndGrad(handleOf(at), stateHandle, batchHandle(batch), json));
      const made = { loss: treeOf(first), grads: treeOf(first + 1), modelState: treeOf(first + 2) };
      if (options?.keep !== undefined) return { ...made, signals: treeOf(first + 3) };
      return options?.local === undefined ? made : { ...made, local: treeOf(first + 3) };
    },
    loss(at: Tree, batch: Batch, options?: LossOptions) {
      const [stateHandle, json] = lossArguments(options, modelState);
      return treeOf(host.loss(handleOf(at), stateHandle, batchHandle(batch), json, lossKinds.mean));
    },
    forward(at: Tree, batch: Batch, options?: LossOptions) {
      const [stateHandle, json] = lossArguments(options, modelState);
      const kind = lossKinds.withModelState;
      const first = checked(host.loss(handleOf(at), stateHandle, batchHandle(batch), json, kind));
      return { loss: treeOf(first), modelState: treeOf(first + 1) };
    },
    perturb: (batch: Batch, options: PerturbOptions) => perturb(batch, options, { params, modelState }),
    hvp: (at: Tree, batch: Batch, vector: Tree, options?: CurvatureOptions): Tree =>
      hessianVector(at, batch, vector, options, modelState),
    perExampleLoss(at: Tree, batch: Batch, options?: LossOptions) {
      const [stateHandle, json] = lossArguments(options, modelState);
      return treeOf(host.loss(handleOf(at), stateHandle, batchHandle(batch), json, lossKinds.perExample));
    },
    sideBySide,
    notePrivacy,
    reinitialize: () => treeOf(host.reinitialize()),
    next,
    size,
    take,
    concat: concatBatches,
    ...(values.step === undefined ? {} : { step: values.step, state }),
    ...(values.batch === undefined ? {} : { batch: values.batch }),
  });
  return Object.freeze(context);
}

/** Tells the host every tree and batch that the state refers to: only those outlive the call. */
function keepState(value: unknown, seen: Set<unknown>, depth: number): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  if (depth > 64) throw new RangeError("the state is nested more than 64 deep");
  seen.add(value);
  if (isTree(value)) checkedKeep(handleOf(value));
  else if (isBatch(value)) checkedKeep(batchHandle(value));
  else if (value instanceof Map) {
    for (const [key, item] of value) {
      keepState(key, seen, depth + 1);
      keepState(item, seen, depth + 1);
    }
  } else if (value instanceof Set) for (const item of value) keepState(item, seen, depth + 1);
  else if (isPromise(value)) throw new TypeError(`the state holds a promise: ${missingAwait}`);
  else if (!ArrayBuffer.isView(value)) {
    for (const key of Object.keys(value)) {
      keepState((value as Record<string, unknown>)[key], seen, depth + 1);
    }
  }
}
const checkedKeep = (handle: number): void => {
  checked(host.keep(handle));
};

/** Runs `then` on a result now, or when its promise resolves: only submissions that read pay for promises. */
const settle = <Value>(value: Value | Promise<Value>, then: (value: Value) => void): void | Promise<void> =>
  typeof (value as Promise<Value> | undefined)?.then === "function"
    ? settleLater(value as Promise<Value>, then)
    : then(value as Value);

/** `await`, because the value's own `then` is the submission's code: it might give back anything, or call twice. */
async function settleLater<Value>(value: Promise<Value>, then: (value: Value) => void): Promise<void> {
  then(await value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function giveTree(place: number, tree: unknown, what: string): void {
  if (isPromise(tree)) throw new TypeError(`${what}: ${missingAwait}`);
  if (!isTree(tree)) throw new TypeError(`${what} must be a Tree`);
  checked(host.give(place, handleOf(tree)));
}

function init(params: number, modelState: number): void | Promise<void> {
  return settle(functionsOf().init(makeContext({ params, modelState })), (made) => {
    state = made;
    keepState(state, new Set(), 0);
  });
}

function selectBatch(step: number, params: number, modelState: number): void | Promise<void> {
  const { selectBatch: select } = functionsOf();
  if (!select) throw new Error("the submission has no selectBatch");
  return settle(select(makeContext({ params, modelState, step })) as unknown, (chosen) => {
    let batch = chosen;
    if (isObject(chosen) && !isBatch(chosen)) {
      batch = chosen["batch"];
      if ("state" in chosen) state = chosen["state"];
    }
    if (!isBatch(batch)) throw new TypeError("selectBatch must return a Batch, or { batch, state }");
    checked(host.give(role.batch, batchHandle(batch)));
    keepState(state, new Set(), 0);
  });
}

function update(step: number, params: number, modelState: number, batch: number): void | Promise<void> {
  const context = makeContext({ params, modelState, step, batch: batchOf(batch) });
  return settle(functionsOf().update(context) as unknown, (result) => {
    if (!isObject(result) || !("params" in result)) {
      throw new TypeError("update must return { params, state?, modelState? }");
    }
    giveTree(role.parameters, result["params"], "update: `params`");
    if (result["modelState"] !== undefined) {
      giveTree(role.modelState, result["modelState"], "update: `modelState`");
    }
    if ("state" in result) state = result["state"];
    keepState(state, new Set(), 0);
    stopWatching();
  });
}

function prepareForEval(step: number, params: number, modelState: number): void | Promise<void> {
  const { prepareForEval: prepare } = functionsOf();
  if (!prepare) throw new Error("the submission has no prepareForEval");
  return settle(prepare(makeContext({ params, modelState, step })) as unknown, (result) => {
    if (!isObject(result)) throw new TypeError("prepareForEval must return { params?, modelState?, state? }");
    if (result["params"] !== undefined) {
      giveTree(role.evalParameters, result["params"], "prepareForEval: `params`");
    }
    if (result["modelState"] !== undefined) {
      giveTree(role.evalModelState, result["modelState"], "prepareForEval: `modelState`");
    }
    if ("state" in result) state = result["state"];
    keepState(state, new Set(), 0);
  });
}

/** What the host calls. */
export const runtime = Object.freeze({
  load,
  start,
  batchSize,
  addEvaluation,
  init,
  selectBatch,
  update,
  prepareForEval,
  hasRead,
});
export type Runtime = typeof runtime;
