import { checkedOptions, type Kind, oneOf, whole, count as wholeCount } from "../checkedOptions.ts";
import { delays } from "../fromTransform.ts";
import { checked, host } from "../host.ts";
import { branchModes, encodings } from "../operationNames.ts";
import { add, mul } from "../operations/elementwise.ts";
import { expectTransform, placed, takesDirections } from "../placement.ts";
import { branches } from "../sideBySide.ts";
import type { AnyTransform, Transform } from "../transform.ts";
import { handleOf, type Tree, treeOf } from "../tree.ts";
import { stateless } from "./scaling.ts";

export interface WorkersOptions {
  /** What each worker makes of its gradient before it sends it, with a state of its own; default: nothing. */
  readonly message?: AnyTransform | undefined;
  /** What a message takes, and keeps: `float32` 4 bytes an element, `sparse` 8 for each that is not 0, `signs` a bit each and a mean size for each leaf. */
  readonly encoding?: (typeof encodings)[number] | undefined;
}

/** What it is in truth, `expectTransform` says. */
const aTransform: Kind = { what: "a transform", allows: () => true };

/**
 * Simulated data parallelism: `count` workers, each with a batch of its own, take a gradient and send what `message` makes of it; the update is the
 * mean of what arrives. The host counts the bytes that all of them send; computing is charged in full, the network is not, and the critical path has the work of the slowest alone. The first
 * worker's batch is the step's, the others' are the next ones, and the model state is the first's.
 */
export function workers(count: number, options: WorkersOptions = {}): Transform<readonly unknown[]> {
  checkedOptions("workers", { count }, { count: [wholeCount] });
  const { encoding, message: given } = checkedOptions("workers", options, {
    message: [aTransform, undefined],
    encoding: [oneOf(...encodings), "float32"],
  });
  const message: AnyTransform = given === undefined ? stateless((updates) => updates) : given;
  expectTransform("workers: `message`", message);
  const code = encodings.indexOf(encoding);
  return placed(
    {
      init(params) {
        checked(host.noteParallel(count, 0));
        return Array.from({ length: count }, () => message.init(params));
      },
      update(updates, states, ctx) {
        const sent = branches(
          count,
          (worker) => {
            const gradient = worker === 0 ? updates : ctx.lossAndGrad(ctx.gradientParams, ctx.next()).grads;
            const made = message.update(gradient, states[worker], ctx);
            return { state: made.state, arrived: treeOf(host.send(handleOf(made.updates), code)) };
          },
          branchModes.ifApart,
        ) as { state: unknown; arrived: Tree }[];
        const sum = sent.map(({ arrived }) => arrived).reduce((all, arrived) => add(all, arrived));
        return { updates: mul(sum, 1 / count), state: sent.map(({ state }) => state) };
      },
    },
    takesDirections("workers"),
  );
}

/**
 * What arrives of a tree that one simulated worker sends to all others, beside the gradients of `workers`: its share of directions, of parameters. The host counts the bytes of its encoding, once however many there
 * are that it goes to, and prices it as a message of `workers`.
 */
export function send(tree: Tree, options: Pick<WorkersOptions, "encoding"> = {}): Tree {
  const { encoding } = checkedOptions("send", options, { encoding: [oneOf(...encodings), "float32"] });
  return treeOf(host.send(handleOf(tree), encodings.indexOf(encoding)));
}

interface Past {
  /** Parameters of the last steps, at most as many as the delay, the oldest first. */
  readonly past: readonly Tree[];
}

/**
 * Stale gradients, as asynchronous and pipelined training have them: every gradient is taken at the parameters of `steps` steps before, in the
 * first steps at the initial ones. Belongs into the optimizer's own chain. 4 · `steps` bytes a parameter.
 */
export function delayed(steps: number): Transform<Past> {
  checkedOptions("delayed", { steps }, { steps: [whole] });
  delays.areUsed = true;
  return placed(
    {
      init() {
        checked(host.noteParallel(1, steps));
        return { past: [] };
      },
      gradientParams: (params, { past }) => past[0] ?? params,
      update(updates, { past }, { params, gradientParams }) {
        if (past[0] && past[0] !== gradientParams) {
          throw new TypeError(
            "delayed: gradients are those of other parameters; it belongs into the optimizer's own chain, once, not into a wrapper",
          );
        }
        return { updates, state: { past: steps === 0 ? [] : [...past, params].slice(-steps) } };
      },
    },
    takesDirections("delayed"),
  );
}
