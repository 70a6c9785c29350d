import { type DataType, type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { emscriptenOf } from "./emscripten.ts";

/** A block of the wasm heap, shared by a tensor and the views of it. It is freed when the last of them goes. */
interface Arena {
  readonly address: number;
  readonly bytes: number;
  users: number;
}

/** tfjs-wasm's entry for a tensor's data, with the block that it lies in. */
interface Entry {
  readonly id: number;
  readonly memoryOffset: number;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  refCount: number;
  arena?: Arena;
}

type MakeView = (source: TensorInfo, firstNumber: number, shape: number[]) => TensorInfo;

const makers = new WeakMap<BackendWasm, MakeView>();

/**
 * Teaches tfjs's backend that several tensors may lie in one block of memory, and to count bytes by blocks: `memory().numBytes`
 * is then what the heap holds for live tensors, where tfjs itself adds up every tensor, clones and reshapes included. A block
 * counts whole as long as anything in it lives. Once a backend.
 */
export function installArenas(backend: BackendWasm): void {
  if (makers.has(backend)) return;
  let live = 0;
  const entryOf = (dataId: object): Entry => backend.dataIdMap.get(dataId) as unknown as Entry;
  const open = (dataId: object): void => {
    const entry = entryOf(dataId);
    if (entry.dtype === "string") return;
    const bytes = util.sizeFromShape(entry.shape as number[]) * util.bytesPerElement(entry.dtype);
    entry.arena = { address: entry.memoryOffset, bytes, users: 1 };
    live += bytes;
  };

  const move = backend.move.bind(backend);
  backend.move = (dataId, ...rest) => {
    move(dataId, ...rest);
    open(dataId);
  };

  const makeOutput = backend.makeOutput.bind(backend);
  backend.makeOutput = (shape, dtype, address, values) => {
    const out = makeOutput(shape, dtype, address, values);
    // Memory that a kernel of tfjs took by itself; all other outputs come through `move`.
    if (address !== undefined && address !== null) open(out.dataId);
    return out;
  };

  const disposeData = backend.disposeData.bind(backend);
  const heap = emscriptenOf(backend);
  backend.disposeData = (dataId, force = false) => {
    const arena = backend.dataIdMap.has(dataId) ? entryOf(dataId).arena : undefined;
    if (arena === undefined) return disposeData(dataId, force);
    const entry = entryOf(dataId);
    entry.refCount--;
    if (!force && entry.refCount > 0) return false;
    arena.users--;
    if (arena.users === 0) {
      heap._free(arena.address);
      live -= arena.bytes;
    }
    // XNNPACK's operators for this tensor go here, whoever else uses the memory.
    heap.tfjs.disposeData(entry.id);
    backend.dataIdMap.delete(dataId);
    return true;
  };

  backend.memory = () => {
    const bytes = live;
    // tfjs's engine writes its own sum over tensors here afterwards; the heap knows better.
    const info = { get: () => bytes, set: () => {}, enumerable: true };
    return Object.defineProperty({ unreliable: false }, "numBytes", info);
  };
  makers.set(backend, (source, firstNumber, shape) => {
    const { arena, memoryOffset } = entryOf(source.dataId);
    if (arena === undefined) throw new Error("a view of a tensor from before the backend was opened");
    const view = makeOutput(shape, source.dtype, memoryOffset + 4 * firstNumber);
    entryOf(view.dataId).arena = arena;
    arena.users++;
    return view;
  });
}

/**
 * Part of a float32 tensor under a shape of its own and without a copy: a new tensor at `firstNumber` in the memory of
 * `source`, which stays until the last view of it is gone. Sound because no kernel writes to its inputs.
 */
export function viewOf(
  backend: BackendWasm,
  source: TensorInfo,
  firstNumber: number,
  shape: number[],
): TensorInfo {
  const make = makers.get(backend);
  if (make === undefined) throw new Error("the wasm backend was not opened by openBackend");
  return make(source, firstNumber, shape);
}
