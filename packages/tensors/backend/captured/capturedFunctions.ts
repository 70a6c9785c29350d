import { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import { watchKey } from "@steepest/base/random/drawnNumbers.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { backend as currentBackend, getBackend, type Tensor, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { trainingModules, wasmFunction } from "../modules/trainingModules.ts";
import { GpuProgram } from "../webgpu/gpuProgram.ts";
import { GpuRecording } from "../webgpu/gpuRecording.ts";
import { runsStockKernels } from "../withStockKernels.ts";
import { Program } from "./program.ts";
import { Recording } from "./recording.ts";

/** A function of tensors that does the same for inputs of the same shapes, whatever numbers are in them. */
export interface CapturedCall {
  /** Names the function, with all its options. */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  /** What random numbers are drawn from, by `drawnNumbers`. */
  readonly key: RandomKey;
  /** The function. Returns tensors that the caller owns, float32, int32 or bool; leaves no other behind. */
  compute(key: RandomKey): Tensor[];
}

/** What is known of one name with one set of shapes. */
type Known =
  | { readonly kind: "seen" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "program"; readonly program: Program | GpuProgram };

export interface CapturedOptions {
  /** How many programs are kept, and how many names with shapes are remembered. The longest unused go first. */
  readonly programs?: number;
  readonly remembered?: number;
}

/**
 * Functions of tensors, each recorded when it is called with the same shapes for the second time and replayed from then on, as one WebAssembly function or
 * one list of a GPU's commands: no tape, no scopes, no tensors in between. Bits are those of the function itself, which runs wherever it cannot be replayed.
 */
export class CapturedFunctions {
  readonly #known = new Map<string, Known>();
  readonly #programs: number;
  readonly #remembered: number;
  /** How often a function ran itself, was recorded, and was replayed. */
  readonly counts = { computed: 0, recorded: 0, replayed: 0 };

  constructor({ programs = 48, remembered = 512 }: CapturedOptions = {}) {
    this.#programs = programs;
    this.#remembered = remembered;
  }

  /** Why names with their shapes cannot be replayed. */
  get refusals(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#known].flatMap(([name, known]) => (known.kind === "refused" ? [[name, known.reason]] : [])),
    );
  }

  /** What was recorded on wasm, by name and shapes. */
  get programs(): ReadonlyMap<string, Program> {
    return new Map(
      [...this.#known].flatMap(([name, known]) =>
        known.kind === "program" && known.program instanceof Program ? [[name, known.program]] : [],
      ),
    );
  }

  run(call: CapturedCall): Tensor[] {
    const ids = new Set(call.inputs.map(({ id }) => id));
    // A tensor that is given twice has one gradient; where it is two tensors each has its own.
    if (!canReplay() || ids.size < call.inputs.length) return this.#compute(call);
    const signature = signatureOf(call);
    const known = this.#known.get(signature);
    this.#known.delete(signature);
    if (known === undefined) {
      this.#remember(signature, { kind: "seen" });
      return this.#compute(call);
    }
    if (known.kind === "seen") return this.#record(signature, call);
    this.#known.set(signature, known);
    if (known.kind === "refused") return this.#compute(call);
    const results = known.program.run(call.inputs, call.key);
    if (results === null) return this.#compute(call);
    this.counts.replayed++;
    return results;
  }

  dispose(): void {
    for (const signature of [...this.#known.keys()]) this.#forget(signature);
  }

  #compute(call: CapturedCall): Tensor[] {
    this.counts.computed++;
    return call.compute(call.key);
  }

  #record(signature: string, call: CapturedCall): Tensor[] {
    this.counts.recorded++;
    const { results, known } = getBackend() === "wasm" ? recordOnWasm(call) : recordOnGpu(call);
    this.#remember(signature, known);
    return results;
  }

  /** Remembers something new, and forgets what has not been asked for longest. */
  #remember(signature: string, known: Known): void {
    this.#known.set(signature, known);
    const programs = [...this.#known].filter(([, { kind }]) => kind === "program");
    if (programs.length > this.#programs) this.#forget((programs[0] as [string, Known])[0]);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#remembered && oldest !== undefined) this.#forget(oldest);
  }

  #forget(signature: string): void {
    const known = this.#known.get(signature);
    if (known?.kind === "program") known.program.dispose();
    this.#known.delete(signature);
  }
}

/** On the other backends, and with tfjs's own kernels, functions run themselves. */
const canReplay = () => getBackend() === "webgpu" || (getBackend() === "wasm" && !runsStockKernels());

interface Recorded {
  readonly results: Tensor[];
  readonly known: Known;
}

function recordOnWasm(call: CapturedCall): Recorded {
  const backend = currentBackend() as BackendWasm;
  const memories = call.inputs.map(({ dataId, size, dtype }) => ({
    address: backend.getMemoryOffset(dataId),
    bytes: size * util.bytesPerElement(dtype),
  }));
  const recording = new Recording(memories, (name) => wasmFunction(name).roles);
  const results = recording.during(backend, () => call.compute(watched(call, recording)));
  return {
    results,
    known: knownOf(recording, () => new Program(backend, recording, call.inputs.length, results)),
  };
}

function recordOnGpu(call: CapturedCall): Recorded {
  const backend = currentBackend() as WebGPUBackend;
  const recording = new GpuRecording(backend, call.inputs);
  const results = recording.during(() => call.compute(watched(call, recording)));
  return { results, known: knownOf(recording, () => new GpuProgram(backend, recording, results)) };
}

const watched = ({ key }: CapturedCall, recording: Recording | GpuRecording): RandomKey =>
  watchKey(
    key,
    () => recording.noteDraw(),
    () => recording.refuse("the key was read outside of drawnNumbers"),
  );

function knownOf({ refused }: { readonly refused: string | null }, make: () => Program | GpuProgram): Known {
  if (refused !== null) return { kind: "refused", reason: refused };
  try {
    return { kind: "program", program: make() };
  } catch (error) {
    if (error instanceof DeviceFailure) throw error;
    // A browser that compiles nothing of this size on its main thread, too: the function itself runs there.
    return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
  }
}

function signatureOf({ name, inputs }: CapturedCall): string {
  const level = getBackend() === "wasm" ? trainingModules().featureLevel : getBackend();
  let signature = `${level} ${name}`;
  for (const { dtype, shape } of inputs) signature += ` ${dtype}${shape}`;
  return signature;
}
