import type { Draw } from "@steepest/base/random/drawnNumbers.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { type DataType, engine, type Tensor } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { emscriptenOf } from "../emscripten.ts";
import { wasmFunction } from "../modules/trainingModules.ts";
import { aligned, planMemory } from "./planMemory.ts";
import { type Argument, programModule } from "./programModule.ts";
import type { Block, Place, RecordedCall, Recording } from "./recording.ts";

/** A result: new memory, or that of an input or of an earlier result under a shape of its own. */
interface Output {
  readonly shape: number[];
  readonly dtype: DataType;
  readonly from: { readonly kind: "new" } | { readonly kind: "input" | "output"; readonly at: number };
}

/** A computation that was recorded: the same calls again, on memory that is planned ahead. */
export class Program {
  readonly #backend: BackendWasm;
  readonly #outputs: readonly Output[];
  readonly #draws: readonly { readonly offset: number; readonly count: number; readonly draw: Draw }[];
  readonly #workspaceBytes: number;
  /** Addresses of inputs, then of new outputs; behind them the constants. */
  readonly #table: number;
  readonly #run: (workspace: number) => number;
  /** What it does, in order. */
  readonly calls: readonly RecordedCall[];

  /** Throws a plain error where the recording cannot be replayed. The results are those of the recorded run. */
  constructor(backend: BackendWasm, recording: Recording, inputCount: number, results: readonly Tensor[]) {
    this.#backend = backend;
    const blocks = results.map((tensor) => {
      const place = recording.placeOf(backend.getMemoryOffset(tensor.dataId));
      const isPlain = place?.offset === 0 && place.block.constants.length === 0 && place.block.draw === null;
      if (place === null || !isPlain) throw new Error("a result is not one of the computation's own tensors");
      return place.block;
    });
    this.#outputs = results.map(({ shape, dtype }, at) => {
      const block = blocks[at] as Block;
      const first = blocks.indexOf(block);
      if (block.input !== null) return { shape, dtype, from: { kind: "input", at: block.input } };
      return { shape, dtype, from: first < at ? { kind: "output", at: first } : { kind: "new" } };
    });
    const made = [...new Set(blocks.filter(({ input }) => input === null))];
    const { calls, parts } = withoutCopies(neededCalls(recording.calls, made), made);
    this.calls = calls;
    const used = spansOf(calls, new Set([...made, ...parts.keys()]));
    const constant = used.filter(({ block }) => block.constants.length > 0);
    const inWorkspace = used.filter(({ block }) => block.constants.length === 0);
    const plan = planMemory(inWorkspace);
    this.#workspaceBytes = plan.bytes;
    const offsets = new Map(inWorkspace.map(({ block }, at) => [block, plan.offsets[at] as number]));
    this.#draws = inWorkspace.flatMap(({ block }) =>
      block.draw ? [{ draw: block.draw, offset: offsets.get(block) as number, count: block.bytes >> 2 }] : [],
    );

    const tableBytes = aligned(4 * (inputCount + made.length));
    const constants = planMemory(constant.map(({ bytes }) => ({ bytes, first: 0, last: 0 })));
    const heap = emscriptenOf(backend);
    this.#table = heap._malloc(tableBytes + constants.bytes) >>> 0;
    try {
      const places = new Map(
        constant.map(({ block }, at) => [
          block,
          this.#table + tableBytes + (constants.offsets[at] as number),
        ]),
      );
      for (const [block, address] of places)
        for (const { offset, bytes } of block.constants) heap.HEAPU8.set(bytes, address + offset);
      const argumentOf = (value: number | boolean | Place): Argument => {
        if (typeof value !== "object") return { kind: "number", value: Number(value) };
        const part = parts.get(value.block);
        const { block, offset } = part ? { block: part.block, offset: part.offset + value.offset } : value;
        const address = places.get(block);
        if (address !== undefined) return { kind: "number", value: address + offset };
        const planned = offsets.get(block);
        if (planned !== undefined) return { kind: "workspace", offset: planned + offset };
        const at = block.input ?? inputCount + made.indexOf(block);
        return { kind: "stored", table: this.#table + 4 * at, offset };
      };
      this.#run = compile(heap.asm.memory, calls, argumentOf);
    } catch (error) {
      heap._free(this.#table);
      throw error;
    }
  }

  /** The results for these inputs, or null where this computation takes another course with them. */
  run(inputs: readonly Tensor[], key: RandomKey): Tensor[] | null {
    const backend = this.#backend;
    const heap = emscriptenOf(backend);
    const workspace = heap._malloc(this.#workspaceBytes + 16) >>> 0;
    try {
      const start = aligned(workspace);
      const dataIds = inputs.map(({ dataId }) => dataId);
      const made = this.#outputs.map(({ shape, dtype, from }) =>
        from.kind === "new" ? backend.makeOutput(shape, dtype).dataId : null,
      );
      const addresses = [...dataIds, ...made.filter((dataId) => dataId !== null)].map((dataId) =>
        backend.getMemoryOffset(dataId),
      );
      new Uint32Array(heap.HEAPU8.buffer, this.#table, addresses.length).set(addresses);
      for (const { draw, offset, count } of this.#draws) {
        const numbers = new Float32Array(heap.HEAPU8.buffer, start + offset, count);
        const drawn = draw(key, numbers);
        if (drawn !== numbers) numbers.set(drawn);
      }
      if (this.#run(start) !== 0) {
        for (const dataId of made) if (dataId !== null) backend.disposeData(dataId);
        return null;
      }
      return this.#outputs.map(({ shape, dtype, from }, at) => {
        const dataId =
          from.kind === "new" ? made[at] : from.kind === "input" ? dataIds[from.at] : made[from.at];
        if (!dataId) throw new Error("a result without memory");
        if (from.kind !== "new") backend.incRef(dataId);
        return engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
      });
    } finally {
      heap._free(workspace);
    }
  }

  dispose(): void {
    emscriptenOf(this.#backend)._free(this.#table);
  }
}

const placesIn = ({ args }: RecordedCall): Place[] => args.filter((value) => typeof value === "object");

/** The calls that results depend on, and those that may end a run early. */
function neededCalls(calls: readonly RecordedCall[], results: readonly Block[]): RecordedCall[] {
  const needed = new Set<Block>(results);
  return calls
    .toReversed()
    .filter((call) => {
      const isNeeded = call.result !== undefined || call.written.some((block) => needed.has(block));
      if (isNeeded) for (const { block } of placesIn(call)) needed.add(block);
      return isNeeded;
    })
    .toReversed();
}

/**
 * What is only copied into a result is made there: `parts` says where. Such a result has to be made of copies alone, and what is copied of nothing that comes
 * from elsewhere, is a result itself or changes later.
 */
function withoutCopies(calls: readonly RecordedCall[], results: readonly Block[]) {
  const parts = new Map<Block, Place>();
  const lastWrites = new Map<Block, number>();
  for (const [at, { written }] of calls.entries()) for (const block of written) lastWrites.set(block, at);
  const copiesAlone = new Set(results);
  for (const { name, written } of calls)
    if (name !== "trees.copy") for (const block of written) copiesAlone.delete(block);
  const kept = calls.filter(({ name, args }, at) => {
    if (name !== "trees.copy") return true;
    const [from, to, bytes] = args as readonly [Place, Place, number];
    const { block, offset } = from;
    const isOwn = block.input === null && block.draw === null && block.constants.length === 0;
    const isWhole = offset === 0 && bytes === block.bytes;
    const isPart = isOwn && isWhole && copiesAlone.has(to.block) && !results.includes(block);
    if (!isPart || parts.has(block) || (lastWrites.get(block) ?? at) >= at) return true;
    parts.set(block, to);
    return false;
  });
  return { calls: kept, parts };
}

/** From which call to which other each block is needed that is neither an input nor a result. What is drawn is there from the start. */
function spansOf(calls: readonly RecordedCall[], results: ReadonlySet<Block>) {
  const spans = new Map<
    Block,
    { readonly block: Block; readonly bytes: number; readonly first: number; last: number }
  >();
  for (const [at, call] of calls.entries()) {
    for (const { block } of placesIn(call)) {
      if (block.input !== null || results.has(block)) continue;
      const known = spans.get(block);
      if (known) known.last = at;
      else spans.set(block, { block, bytes: block.bytes, first: block.draw ? -1 : at, last: at });
    }
  }
  return [...spans.values()];
}

function compile(
  memory: WebAssembly.Memory,
  calls: readonly RecordedCall[],
  argumentOf: (value: number | boolean | Place) => Argument,
): (workspace: number) => number {
  const names = [...new Set(calls.map(({ name }) => name))];
  const callees = names.map(wasmFunction);
  const code = programModule(
    callees,
    calls.map(({ name, args, result }) => ({
      callee: names.indexOf(name),
      args: args.map(argumentOf),
      result,
    })),
  );
  const imported = Object.fromEntries(callees.map(({ call }, at) => [String(at), call]));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), {
    env: { memory },
    calls: imported,
  });
  return exports["run"] as (workspace: number) => number;
}
