import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { type DataType, engine, env, type Tensor } from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type GpuBackend, type GpuBlock, type GpuCall, type GpuRecording, gpuOf } from "./gpuRecording.ts";

/** A result: a new buffer, or that of an input or of an earlier result under a shape of its own. */
interface Output {
  readonly shape: number[];
  readonly dtype: DataType;
  readonly from: { readonly kind: "new" | "input" | "output"; readonly at: number };
}

/** A dispatch as it is encoded. */
interface Step {
  readonly call: GpuCall;
  readonly layout: GPUBindGroupLayout;
  /** Null where a binding is an input's or a result's: those are others in each run. */
  readonly group: GPUBindGroup | null;
}

/** A computation on a GPU that was recorded: the same dispatches again, on buffers and bind groups that are there already, as one list of commands. */
export class GpuProgram {
  readonly #backend: WebGPUBackend;
  readonly #gpu: GpuBackend;
  readonly #outputs: readonly Output[];
  readonly #made: readonly GpuBlock[];
  readonly #steps: readonly Step[];
  readonly #draws: readonly GpuBlock[];
  /** Buffers of the program's own, by what lies in them. */
  readonly #own: ReadonlyMap<GpuBlock, GPUBuffer>;

  /** Throws a plain error where the recording cannot be replayed. */
  constructor(backend: WebGPUBackend, recording: GpuRecording, results: readonly Tensor[]) {
    this.#backend = backend;
    this.#gpu = gpuOf(backend);
    const blocks = results.map((tensor) => {
      const block = recording.blockOf(tensor);
      if (block === null || block.constant || block.draw)
        throw new Error("a result is not one of the computation's own tensors");
      return block;
    });
    this.#made = [...new Set(blocks.filter(({ input }) => input === null))];
    this.#outputs = results.map(({ shape, dtype }, at) => {
      const block = blocks[at] as GpuBlock;
      if (block.input !== null) return { shape, dtype, from: { kind: "input", at: block.input } };
      const first = blocks.indexOf(block);
      return { shape, dtype, from: { kind: first < at ? "output" : "new", at: first } };
    });
    const calls = neededCalls(recording.calls, this.#made);
    this.#own = ownBuffers(this.#gpu.device, calls, new Set(this.#made));
    this.#draws = [...this.#own.keys()].filter(({ draw }) => draw !== null);
    const layouts = new Map<GPUComputePipeline, GPUBindGroupLayout>();
    this.#steps = calls.map((call) => {
      const layout = layouts.get(call.pipeline) ?? call.pipeline.getBindGroupLayout(0);
      layouts.set(call.pipeline, layout);
      const isOwn = call.bindings.every((block) => this.#own.has(block));
      return { call, layout, group: isOwn ? this.#group(layout, call, this.#own) : null };
    });
  }

  /** How many dispatches a run takes. */
  get dispatches(): number {
    return this.#steps.length;
  }

  run(inputs: readonly Tensor[], key: RandomKey): Tensor[] {
    const [gpu, backend] = [this.#gpu, this.#backend];
    const dataIds = inputs.map(({ dataId }) => dataId);
    const made = this.#outputs.map(({ shape, dtype, from }) =>
      from.kind === "new" ? backend.makeTensorInfo(shape, dtype).dataId : null,
    );
    const bufferOf = (dataId: object): GPUBuffer => {
      gpu.uploadToGPU(dataId);
      gpu.commandQueueOwnedIds.add(dataId);
      return gpu.tensorMap.get(dataId).resource as GPUBuffer;
    };
    const inputBuffers = dataIds.map(bufferOf);
    const outputBuffers = made.flatMap((dataId) => (dataId === null ? [] : [bufferOf(dataId)]));
    const buffers = {
      get: (block: GpuBlock) =>
        this.#own.get(block) ??
        (block.input === null ? outputBuffers[this.#made.indexOf(block)] : inputBuffers[block.input]),
    };
    gpu.ensureCommandEncoderReady();
    for (const block of this.#draws) this.#place(block, key);
    gpu.computePassEncoder ??= gpu.commandEncoder.beginComputePass();
    for (const { call, layout, group } of this.#steps) {
      gpu.computePassEncoder.setPipeline(call.pipeline);
      gpu.computePassEncoder.setBindGroup(0, group ?? this.#group(layout, call, buffers));
      gpu.computePassEncoder.dispatchWorkgroups(...call.workgroups);
    }
    gpu.dispatchCountInPass += this.#steps.length;
    const results = this.#outputs.map(({ shape, dtype, from }, at) => {
      const dataId = from.kind === "input" ? dataIds[from.at] : made[from.kind === "new" ? at : from.at];
      if (!dataId) throw new Error("a result without memory");
      if (from.kind !== "new") backend.incRef(dataId);
      return engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
    });
    if (gpu.dispatchCountInPass >= env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) {
      gpu.endComputePassEncoder();
      gpu.submitQueue();
    }
    return results;
  }

  dispose(): void {
    // Commands that use them may not have been submitted yet.
    if (this.#gpu.commandEncoder !== null) {
      this.#gpu.endComputePassEncoder();
      this.#gpu.submitQueue();
    }
    for (const buffer of new Set(this.#own.values())) buffer.destroy();
  }

  /** Draws numbers into their buffer, in the order of commands: what was encoded before still finds the old ones. */
  #place(block: GpuBlock, key: RandomKey): void {
    const [gpu, { bytes }] = [this.#gpu, block];
    const staging = gpu.bufferManager.acquireBuffer(
      bytes,
      GPUBufferUsage.MAP_WRITE | GPUBufferUsage.COPY_SRC,
      true,
      false,
    );
    new Float32Array(staging.getMappedRange()).set(block.draw?.(key) ?? []);
    staging.unmap();
    gpu.endComputePassEncoder();
    gpu.commandEncoder.copyBufferToBuffer(staging, 0, this.#own.get(block) as GPUBuffer, 0, bytes);
    gpu.stagingPendingDisposal.push(staging);
  }

  #group(
    layout: GPUBindGroupLayout,
    { bindings }: GpuCall,
    buffers: { get(block: GpuBlock): GPUBuffer | undefined },
  ): GPUBindGroup {
    return this.#gpu.device.createBindGroup({
      layout,
      entries: bindings.map((block, binding) => {
        const buffer = buffers.get(block);
        if (buffer === undefined) throw new Error("a dispatch without memory");
        return { binding, resource: { buffer } };
      }),
    });
  }
}

/** The dispatches that results depend on. */
function neededCalls(calls: readonly GpuCall[], results: readonly GpuBlock[]): GpuCall[] {
  const needed = new Set<GpuBlock>(results);
  return calls
    .toReversed()
    .filter(({ bindings: [written, ...read] }) => {
      if (written === undefined || !needed.has(written)) return false;
      for (const block of read) needed.add(block);
      return true;
    })
    .toReversed();
}

/**
 * Buffers for all that is neither an input nor a result. What is the same in each run has one for good; the others share one of their size with those that
 * are no longer needed when they begin.
 */
function ownBuffers(
  device: GPUDevice,
  calls: readonly GpuCall[],
  results: ReadonlySet<GpuBlock>,
): ReadonlyMap<GpuBlock, GPUBuffer> {
  const last = new Map<GpuBlock, number>();
  for (const [at, { bindings }] of calls.entries()) for (const block of bindings) last.set(block, at);
  const own = new Map<GpuBlock, GPUBuffer>();
  const free = new Map<number, GPUBuffer[]>();
  for (const [at, { bindings }] of calls.entries()) {
    for (const block of bindings) {
      if (own.has(block) || results.has(block) || block.input !== null) continue;
      if (block.constant) own.set(block, constantBuffer(device, block));
      else own.set(block, (block.draw ? null : free.get(block.bytes)?.pop()) ?? ownBuffer(device, block));
    }
    for (const block of new Set(bindings)) {
      const buffer = own.get(block);
      if (buffer === undefined || last.get(block) !== at || block.constant || block.draw) continue;
      free.set(block.bytes, [...(free.get(block.bytes) ?? []), buffer]);
    }
  }
  return own;
}

const ownBuffer = (device: GPUDevice, { bytes }: GpuBlock) =>
  device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });

function constantBuffer(device: GPUDevice, { bytes, constant }: GpuBlock): GPUBuffer {
  const buffer = device.createBuffer({
    size: bytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    mappedAtCreation: true,
  });
  new Uint8Array(buffer.getMappedRange()).set(constant ?? []);
  buffer.unmap();
  return buffer;
}
