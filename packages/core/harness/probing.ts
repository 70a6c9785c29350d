import { dispose, type Tensor } from "@tensorflow/tfjs";
import type { Problem } from "../sandbox/problem.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { Charges } from "../schema/measures.ts";
import type { Evaluation } from "../schema/record.ts";
import type { LoadedWorkload } from "../workload/workload.ts";
import type { Probe } from "./probe.ts";

const copies = (tensors: readonly Tensor[]): Tensor[] => tensors.map((tensor) => tensor.clone());

/** The probes of one trial. Without any, or between the steps at which one is due, it does nothing. */
export class Probing {
  readonly #probes: readonly Probe[];
  readonly #loaded: LoadedWorkload;
  #isDue = false;
  #before: Tensor[] | null = null;
  #gradient: { loss: Tensor; grads: Tensor[] } | null = null;

  constructor(probes: readonly Probe[], loaded: LoadedWorkload) {
    this.#probes = probes;
    this.#loaded = loaded;
  }

  /** Keeps the first gradient of each step at which a probe is due. */
  watch(problem: Pick<Problem, "lossAndGrad">): void {
    if (this.#probes.length === 0) return;
    const lossAndGrad = problem.lossAndGrad.bind(problem);
    problem.lossAndGrad = (...call) => {
      const result = lossAndGrad(...call);
      if (this.#isDue && this.#gradient === null) {
        this.#gradient = { loss: result.loss.clone(), grads: copies(result.grads) };
      }
      return result;
    };
  }

  /** Ahead of step number `step` (from 1). */
  before(sandbox: Sandbox, step: number): void {
    this.#isDue = this.#probes.some((probe) => probe.isDue(step));
    if (this.#isDue) this.#before = copies(sandbox.parameters);
  }

  /** After step number `step`, or after `init` (0). Where no probe is due there is nothing to wait for. */
  look(sandbox: Sandbox, step: number, charged: () => Charges): Promise<void> | null {
    const due = this.#probes.filter((probe) => probe.isDue(step));
    return due.length === 0 ? null : this.#show(due, sandbox, step, charged());
  }

  async #show(due: readonly Probe[], sandbox: Sandbox, step: number, charged: Charges): Promise<void> {
    for (const probe of due) {
      await probe.onStep({
        step,
        charged,
        parameters: sandbox.parameters,
        modelState: sandbox.modelState,
        before: this.#before,
        gradient: this.#gradient,
        loaded: this.#loaded,
      });
    }
    this.dispose();
  }

  async evaluated(evaluation: Evaluation): Promise<void> {
    for (const probe of this.#probes) await probe.onEvaluation?.(evaluation);
  }

  dispose(): void {
    if (this.#before) dispose(this.#before);
    if (this.#gradient) dispose([this.#gradient.loss, ...this.#gradient.grads]);
    [this.#before, this.#gradient, this.#isDue] = [null, null, false];
  }
}
