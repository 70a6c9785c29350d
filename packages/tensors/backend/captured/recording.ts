import { type Draw, drawOf } from "@steepest/base/random/drawnNumbers.ts";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { emscriptenOf } from "../emscripten.ts";
import type { AddressRole, FunctionName } from "./addressArguments.ts";

/** A block of memory that calls read and write: one of an input, or one that was taken while recording. */
export interface Block {
  readonly bytes: number;
  /** Which input's memory it is; null for what the computation took itself. */
  readonly input: number | null;
  /** What was written into it from outside of WebAssembly and is the same whenever the computation runs. */
  readonly constants: { readonly offset: number; readonly bytes: Uint8Array }[];
  /** How the numbers in it are drawn from the key; null where they are not. */
  draw: Draw | null;
}

/** An address as the block it lies in and how many bytes from its start. */
export interface Place {
  readonly block: Block;
  readonly offset: number;
}

export interface RecordedCall {
  readonly name: FunctionName;
  /** Numbers as they are; addresses as places. */
  readonly args: readonly (number | boolean | Place)[];
  /** Those of the blocks that it writes. */
  readonly written: readonly Block[];
  readonly result: number | undefined;
}

let current: Recording | null = null;

/** The recording that is under way, or null. */
export const currentRecording = (): Recording | null => current;

/** Memory of an input: where it is, and how long. */
export interface InputMemory {
  readonly address: number;
  readonly bytes: number;
}

/**
 * What a computation on the wasm heap does, call by call. Everything else that could bear on its result (numbers read or written by
 * JavaScript, kernels that are not ours) makes it `refused`: then the calls are not all there is to it.
 */
export class Recording {
  readonly calls: RecordedCall[] = [];
  /** Why the calls do not describe the computation; null where they do. */
  refused: string | null = null;
  /** How often numbers were drawn from the key, and how often such numbers came to lie on the heap. */
  #drawn = 0;
  #placed = 0;
  /** By its address, what is in memory now. */
  readonly #live = new Map<number, Block>();
  /** Memory that is never given back, by its address: scratch, whose contents nobody relies on. */
  readonly #kept = new Map<number, number>();
  readonly #rolesOf: (name: FunctionName) => readonly AddressRole[];

  constructor(inputs: readonly InputMemory[], rolesOf: (name: FunctionName) => readonly AddressRole[]) {
    this.#rolesOf = rolesOf;
    for (const [input, { address, bytes }] of inputs.entries()) {
      if (bytes === 0) continue;
      if (this.#find(address, false)) this.refuse("two inputs share memory");
      this.#live.set(address, { bytes, input, constants: [], draw: null });
    }
  }

  /** Runs the computation with every allocation and every call noted. */
  during<Result>(backend: BackendWasm, run: () => Result): Result {
    if (current) throw new Error("a recording is under way");
    const heap = emscriptenOf(backend);
    const { _malloc, _free } = heap;
    const { move, readSync, read, typedArrayFromHeap } = backend;
    const refusing =
      <Arguments extends unknown[], Value>(what: string, method: (...args: Arguments) => Value) =>
      (...args: Arguments): Value => {
        this.refuse(what);
        return method.apply(backend, args);
      };
    heap._malloc = (bytes) => {
      const address = _malloc(bytes) >>> 0;
      this.#live.set(address, { bytes, input: null, constants: [], draw: null });
      return address;
    };
    heap._free = (address) => {
      this.#live.delete(address);
      _free(address);
    };
    backend.move = (dataId, values, ...rest) => {
      move.call(backend, dataId, values, ...rest);
      if (values !== null && ArrayBuffer.isView(values))
        this.#noteValues(backend.getMemoryOffset(dataId), values);
    };
    backend.readSync = refusing("numbers were read", readSync);
    backend.read = refusing("numbers were read", read);
    backend.typedArrayFromHeap = refusing("a kernel reached into memory by itself", typedArrayFromHeap);
    current = this;
    try {
      return run();
    } finally {
      current = null;
      Object.assign(heap, { _malloc, _free });
      Object.assign(backend, { move, readSync, read, typedArrayFromHeap });
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

  /** The block of a tensor that is live at the end. */
  placeOf(address: number): Place | null {
    return this.#find(address, true);
  }

  noteCall(name: FunctionName, args: readonly (number | boolean)[], result: number | undefined): void {
    const roles = this.#rolesOf(name);
    // Asks for a size: nothing happens in memory.
    if (roles.every((role) => role === "number")) return;
    const written: Block[] = [];
    // WebAssembly leaves unread what is more than its parameters.
    const places = args.slice(0, roles.length).map((value, at) => {
      const role = roles[at];
      // Address 0 stands for what is left out.
      if (role === "number" || value === 0) return value;
      const place = this.#place(Number(value));
      if (role === "written" && typeof place !== "number") {
        this.#requireOwn(place.block);
        written.push(place.block);
      }
      return place;
    });
    this.calls.push({ name, args: places, written, result });
  }

  /** A kernel wrote numbers that follow from shapes alone. */
  noteConstant(address: number, bytes: Uint8Array): void {
    const place = this.#find(address, false);
    if (place === null || place.block.input !== null) this.refuse("a table lies in foreign memory");
    else place.block.constants.push({ offset: place.offset, bytes: bytes.slice() });
  }

  /** One of several tables that take turns in the same place: from here on it is another one. */
  noteTable(address: number, bytes: number): void {
    this.#live.set(address, { bytes, input: null, constants: [], draw: null });
  }

  requireConstant(address: number): void {
    const block = this.#find(address, false)?.block;
    if (block === undefined || block.constants.length === 0) this.refuse("a number decides what runs");
  }

  noteKept(address: number, bytes: number): void {
    this.#live.delete(address);
    this.#kept.set(address, bytes);
  }

  #requireOwn({ input, constants, draw }: Block): void {
    if (input !== null || draw !== null || constants.length > 0)
      this.refuse("a call writes over what it was given");
  }

  #noteValues(address: number, values: ArrayBufferView): void {
    const block = this.#live.get(address);
    if (block === undefined) {
      this.refuse("values went into unknown memory");
      return;
    }
    block.draw = drawOf(values) ?? null;
    if (block.draw) {
      this.#placed++;
      return;
    }
    const bytes = new Uint8Array(values.buffer, values.byteOffset, block.bytes);
    const pattern = patternOf(bytes);
    if (pattern === null) block.constants.push({ offset: 0, bytes: bytes.slice() });
    else {
      const args = [{ block, offset: 0 }, block.bytes, pattern];
      this.calls.push({ name: "elementwise.fill", args, written: [block], result: undefined });
    }
  }

  /** Scratch memory stays an address; everything else is told from where a block starts. */
  #place(address: number): Place | number {
    for (const [start, bytes] of this.#kept) if (address >= start && address < start + bytes) return address;
    const place = this.#find(address, true);
    if (place !== null) return place;
    this.refuse("a call reads or writes memory from before the recording");
    return address;
  }

  #find(address: number, mayBeEnd: boolean): Place | null {
    const own = this.#live.get(address);
    if (own !== undefined) return { block: own, offset: 0 };
    let end: Place | null = null;
    for (const [start, block] of this.#live) {
      const offset = address - start;
      if (offset > 0 && offset < block.bytes) return { block, offset };
      if (offset === block.bytes && offset > 0) end = { block, offset };
    }
    return mayBeEnd ? end : null;
  }
}

/** The four bytes that others repeat throughout, where there are too many to keep them: zeros, as a rule. */
function patternOf(bytes: Uint8Array): number | null {
  if (bytes.length <= 256 || bytes.some((byte, at) => byte !== bytes[at & 3])) return null;
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
}
