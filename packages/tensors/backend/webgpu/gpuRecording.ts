import { type Draw, drawOf } from "@steepest/base/random/drawnNumbers.ts";
import type { Tensor } from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

interface TensorData {
  readonly values?: ArrayBufferView | null;
  readonly resource?: GPUBuffer | null;
}

/** What of tfjs's WebGPU backend a recording and its replay need; it is private there. */
export interface GpuBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly tensorMap: { get(dataId: object): TensorData };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
  };
  readonly commandEncoder: GPUCommandEncoder;
  computePassEncoder: GPUComputePassEncoder | null;
  readonly commandQueueOwnedIds: WeakSet<object>;
  readonly stagingPendingDisposal: GPUBuffer[];
  dispatchCountInPass: number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  uploadToGPU(dataId: object): void;
  recordAndSubmit(program: DispatchedProgram, ...rest: unknown[]): void;
  shouldExecuteOnCPU(...inputs: unknown[]): boolean;
}

interface DispatchedProgram {
  readonly pipeline: GPUComputePipeline;
  readonly dispatch: readonly [number, number, number];
}

export const gpuOf = (backend: object): GpuBackend => backend as GpuBackend;

/** A buffer that dispatches read and write, as long as it holds one tensor. */
export interface GpuBlock {
  readonly bytes: number;
  /** Which input's it is; null for what the computation took itself. */
  readonly input: number | null;
  /** What was written into it and is the same whenever the computation runs; null where a dispatch writes it, or numbers are drawn. */
  readonly constant: Uint8Array | null;
  /** How the numbers in it are drawn from the key. */
  readonly draw: Draw | null;
}

/** One dispatch: the first binding is written, the last holds the shader's uniforms. */
export interface GpuCall {
  readonly pipeline: GPUComputePipeline;
  readonly workgroups: readonly [number, number, number];
  readonly bindings: readonly GpuBlock[];
}

/**
 * What a computation has a GPU do, dispatch by dispatch. What is read back, or computed outside of shaders, makes it `refused`: then the dispatches are not all
 * there is to it.
 */
export class GpuRecording {
  readonly calls: GpuCall[] = [];
  refused: string | null = null;
  #drawn = 0;
  #placed = 0;
  /** What is in a buffer now. */
  readonly #live = new Map<GPUBuffer, GpuBlock>();
  readonly #backend: WebGPUBackend;
  readonly #gpu: GpuBackend;

  constructor(backend: WebGPUBackend, inputs: readonly Tensor[]) {
    this.#backend = backend;
    this.#gpu = gpuOf(backend);
    for (const [input, { dataId }] of inputs.entries()) {
      this.#gpu.uploadToGPU(dataId);
      const buffer = this.#gpu.tensorMap.get(dataId).resource as GPUBuffer;
      if (this.#live.has(buffer)) this.refuse("two inputs share memory");
      this.#live.set(buffer, { bytes: buffer.size, input, constant: null, draw: null });
    }
  }

  /** Runs the computation with every dispatch noted. */
  during<Result>(run: () => Result): Result {
    const [gpu, backend] = [this.#gpu, this.#backend];
    const { uploadToGPU, recordAndSubmit, shouldExecuteOnCPU } = gpu;
    const { read, readSync, readToGPU } = backend;
    const { createBindGroup } = gpu.device;
    const { writeBuffer } = gpu.queue;
    const refusing =
      <Arguments extends unknown[], Value>(method: (...args: Arguments) => Value) =>
      (...args: Arguments): Value => {
        this.refuse("numbers were read");
        return method.apply(backend, args);
      };
    let entries: readonly GPUBindGroupEntry[] = [];
    gpu.uploadToGPU = (dataId) => {
      const { values = null, resource } = gpu.tensorMap.get(dataId);
      uploadToGPU.call(gpu, dataId);
      if (!resource) this.#noteTensor(gpu.tensorMap.get(dataId).resource as GPUBuffer, values);
    };
    gpu.device.createBindGroup = (descriptor) => {
      entries = [...descriptor.entries];
      return createBindGroup.call(gpu.device, descriptor);
    };
    gpu.queue.writeBuffer = (...args: Parameters<GPUQueue["writeBuffer"]>) => {
      writeBuffer.apply(gpu.queue, args);
      this.#noteUniforms(...args);
    };
    gpu.recordAndSubmit = (program, ...rest) => {
      recordAndSubmit.call(gpu, program, ...rest);
      this.#noteDispatch(program, entries);
    };
    gpu.shouldExecuteOnCPU = () => false;
    Object.assign(backend, {
      read: refusing(read),
      readSync: refusing(readSync),
      readToGPU: refusing(readToGPU),
    });
    try {
      return run();
    } finally {
      Object.assign(gpu, { uploadToGPU, recordAndSubmit, shouldExecuteOnCPU });
      Object.assign(backend, { read, readSync, readToGPU });
      Object.assign(gpu.device, { createBindGroup });
      Object.assign(gpu.queue, { writeBuffer });
      if (this.#drawn !== this.#placed)
        this.refuse("numbers drawn from the key went another way than into a tensor");
    }
  }

  refuse(reason: string): void {
    this.refused ??= reason;
  }

  noteDraw(): void {
    this.#drawn++;
  }

  /** What lies in a tensor's buffer at the end; null where the recording does not know. */
  blockOf(tensor: Tensor): GpuBlock | null {
    const { resource } = this.#gpu.tensorMap.get(tensor.dataId);
    return (resource && this.#live.get(resource)) ?? null;
  }

  #noteTensor(buffer: GPUBuffer, values: ArrayBufferView | null): void {
    const draw = values === null ? null : (drawOf(values) ?? null);
    if (draw) this.#placed++;
    const constant = values === null || draw ? null : wordsOf(values, buffer.size);
    this.#live.set(buffer, { bytes: buffer.size, input: null, constant, draw });
  }

  #noteUniforms(buffer: GPUBuffer, offset: number, data: unknown, from = 0, size?: number): void {
    if (offset !== 0 || !(data instanceof ArrayBuffer)) {
      this.refuse("a buffer was written in parts");
      return;
    }
    const constant = new Uint8Array(data.slice(from, size === undefined ? undefined : from + size));
    this.#live.set(buffer, { bytes: buffer.size, input: null, constant, draw: null });
  }

  #noteDispatch({ pipeline, dispatch }: DispatchedProgram, entries: readonly GPUBindGroupEntry[]): void {
    const bindings = entries.flatMap(({ resource }) => {
      const block = "buffer" in resource ? this.#live.get(resource.buffer) : undefined;
      if (block === undefined) this.refuse("a dispatch reads or writes memory from before the recording");
      return block ?? [];
    });
    const [written] = bindings;
    if (written && (written.input !== null || written.constant || written.draw))
      this.refuse("a dispatch writes over what it was given");
    this.calls.push({ pipeline, workgroups: [...dispatch], bindings });
  }
}

/** As they lie on the GPU: four bytes for each, also of booleans. */
function wordsOf(values: ArrayBufferView, bytes: number): Uint8Array {
  const list = values as Float32Array | Int32Array | Uint8Array;
  const words = list instanceof Float32Array ? list : Int32Array.from(list);
  const placed = new Uint8Array(bytes);
  placed.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  return placed;
}
