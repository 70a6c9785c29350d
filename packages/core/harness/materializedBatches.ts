import * as tf from "@tensorflow/tfjs";
import type { HostBatch } from "../sandbox/problem.ts";
import type { BatchTensors, LoadedWorkload } from "../workload/workload.ts";

/** The tensors of batches: made when they are first needed, and freed when a step ends, or before where they can be made again. */
export class MaterializedBatches {
  readonly #loaded: LoadedWorkload;
  readonly #tensors = new Map<HostBatch, BatchTensors>();
  /** Of this step's perturbed batches, the inputs that they are counted from. */
  readonly #clean = new Map<HostBatch, readonly tf.Tensor[]>();

  constructor(loaded: LoadedWorkload) {
    this.#loaded = loaded;
  }

  /** Names of what can be perturbed. */
  get inputNames(): readonly string[] {
    return this.#loaded.continuousInputs ?? [];
  }

  has(batch: HostBatch): boolean {
    return this.#tensors.has(batch);
  }

  tensorsOf(batch: HostBatch): BatchTensors {
    const known = this.#tensors.get(batch);
    if (known) return known;
    const tensors = this.#loaded.batch(batch.indices, batch.key);
    this.#tensors.set(batch, tensors);
    return tensors;
  }

  /** The inputs that a perturbed batch is counted from; undefined of one that is as the data have it. */
  cleanOf(batch: HostBatch): readonly tf.Tensor[] | undefined {
    return this.#clean.get(batch);
  }

  /** The inputs that can be perturbed, by their names, and what a perturbation is counted from: themselves, where they are as the data have them. */
  inputsOf(batch: HostBatch): { readonly names: readonly string[]; readonly clean: readonly tf.Tensor[] } {
    const tensors = this.tensorsOf(batch);
    const names = this.inputNames;
    return { names, clean: this.#clean.get(batch) ?? names.map((name) => tensors[name] as tf.Tensor) };
  }

  /** A batch's tensors, with the inputs that a perturbed one is counted from in the place of its own. */
  cleanTensorsOf(batch: HostBatch): BatchTensors {
    const { names, clean } = this.inputsOf(batch);
    const inputs = names.map((name, i) => [name, clean[i] as tf.Tensor] as const);
    return { ...this.tensorsOf(batch), ...Object.fromEntries(inputs) };
  }

  /** The same examples with other inputs, which are its own from now on, until the step ends. */
  perturbed(batch: HostBatch, inputs: readonly tf.Tensor[]): HostBatch {
    const made: HostBatch = { ...batch };
    const own = Object.entries(this.tensorsOf(batch)).map(([name, tensor]) => {
      const at = this.inputNames.indexOf(name);
      return [name, at < 0 ? tensor.clone() : (inputs[at] as tf.Tensor)] as const;
    });
    const origin = this.inputsOf(batch).clean.map((tensor) => tensor.clone());
    this.#tensors.set(made, Object.fromEntries(own));
    this.#clean.set(made, origin);
    return made;
  }

  /** Frees what can be made again: perturbed batches stay until the step ends. */
  free(): void {
    for (const [batch, tensors] of [...this.#tensors]) {
      if (this.#clean.has(batch)) continue;
      tf.dispose(Object.values(tensors));
      this.#tensors.delete(batch);
    }
  }

  endStep(): void {
    for (const tensors of this.#clean.values()) tf.dispose([...tensors]);
    this.#clean.clear();
    this.free();
  }
}
