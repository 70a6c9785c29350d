import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { LeafInfo } from "../submission/guest/tree.ts";
import type { GuestConsole } from "./guestConsole.ts";
import type { GuestVm } from "./guestVm.ts";
import type { HandleTable } from "./handleTable.ts";
import type { HostCounters } from "./host/hostWork.ts";
import type { HostBatch, Problem } from "./problem.ts";
import type { SandboxMeters } from "./sandboxMeters.ts";
import { Blobs, type SandboxFacts, type SandboxSnapshot } from "./sandboxSnapshot.ts";
import type { TreeFormulas } from "./treeFormulas.ts";
import type { StructureTable } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** Everything of a sandbox that changes from step to step. */
export interface SandboxParts {
  readonly vm: GuestVm;
  readonly table: HandleTable;
  readonly structures: StructureTable;
  readonly counters: HostCounters;
  readonly console: GuestConsole;
  readonly formulas: TreeFormulas;
  readonly meters: SandboxMeters;
  readonly problem: Problem;
}

export type SandboxRoots = Pick<SandboxFacts, "parameters" | "modelState" | "batchSize">;

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A copy of a sandbox between two steps, from which `restoreSandbox` goes on to the bit. Changes nothing of it. */
export async function saveSandbox(parts: SandboxParts, roots: SandboxRoots): Promise<SandboxSnapshot> {
  const { vm, table, structures, counters, meters, problem } = parts;
  const blobs = new Blobs();
  const { entries, ...numbers } = table.contents();
  const trees: SandboxFacts["table"]["trees"] = [];
  const batches: SandboxFacts["table"]["batches"] = [];
  const onDevice: number[] = [];
  for (const [handle, value] of entries) {
    if (value instanceof TreeValue) {
      const { flat, numbers: elements } = await value.save();
      trees.push({ handle, structure: value.structure.id, flat, blob: blobs.add(bytesOf(elements)) });
    } else {
      const [first, second] = value.key;
      batches.push({ handle, key: [first, second], indices: blobs.add(bytesOf(value.indices.slice())) });
      if (counters.onDevice.has(value)) onDevice.push(handle);
    }
  }
  const { ticksTotal, loopsTotal, hostCallsTotal } = vm.totals;
  return {
    facts: {
      layout: vm.layout,
      guest: { memory: blobs.add(copyMemory(vm.engine)), ticksTotal, loopsTotal, hostCallsTotal },
      structures: Array.from({ length: structures.count }, (_, id) =>
        (structures.at(id)?.leaves ?? []).map(({ shape, ...leaf }) => ({ ...leaf, shape: [...shape] })),
      ),
      table: { ...numbers, trees, batches },
      counters: {
        draws: counters.draws,
        batches: counters.batches,
        reinitializations: counters.reinitializations,
        onDevice,
        gone: counters.onDevice.size - onDevice.length,
      },
      formulas: [...parts.formulas.met],
      problem: problem.position?.() ?? 0,
      meters: { ...meters },
      console: parts.console.save(),
      ...roots,
    },
    blobs: blobs.list,
  };
}

/**
 * Puts a saved sandbox in place of a new one of the same submission and problem, each the only one of its engine. False, and nothing is changed, where the
 * guest's memory is laid out otherwise: another version of the engine or of the guest's library.
 */
export function restoreSandbox(parts: SandboxParts, { facts, blobs }: SandboxSnapshot): SandboxRoots | null {
  const { vm, table, structures, counters, console, meters, problem } = parts;
  if (facts.layout !== vm.layout) return null;
  const blob = (at: number): Uint8Array<ArrayBuffer> => {
    const found = blobs[at];
    if (found === undefined) throw new RangeError(`a snapshot has no blob ${at}`);
    // A copy of its own: typed arrays need an aligned start.
    return Uint8Array.from(found);
  };
  const found = facts.structures.map((leaves) => structures.intern(leaves as readonly LeafInfo[]));
  found.forEach(({ id }, at) => {
    if (id !== at) throw new RangeError("a snapshot's structures are not in the order of this sandbox");
  });
  const trees = facts.table.trees.map(({ handle, structure, flat, blob: at }) => {
    const leaves = found[structure];
    if (leaves === undefined) throw new RangeError(`a snapshot has no structure ${structure}`);
    return [handle, TreeValue.fromSaved(leaves, flat, new Float32Array(blob(at).buffer))] as const;
  });
  const batches = facts.table.batches.map(({ handle, key, indices }) => {
    const batch: HostBatch = { indices: new Int32Array(blob(indices).buffer), key: key as RandomKey };
    return [handle, batch] as const;
  });
  table.replace({ ...facts.table, entries: [...trees, ...batches] });
  Object.assign(counters, {
    draws: facts.counters.draws,
    batches: facts.counters.batches,
    reinitializations: facts.counters.reinitializations,
  });
  counters.onDevice.clear();
  const known = new Map(batches);
  for (const handle of facts.counters.onDevice) {
    const batch = known.get(handle);
    if (batch) counters.onDevice.add(batch);
  }
  // Those without a handle only count towards how many there may be.
  for (let at = 0; at < facts.counters.gone; at++) {
    counters.onDevice.add({ indices: new Int32Array(0), key: [0, 0] });
  }
  parts.formulas.met = facts.formulas;
  problem.goTo?.(facts.problem);
  Object.assign(meters, facts.meters);
  console.restore(facts.console);
  replaceMemory(vm.engine, blob(facts.guest.memory));
  const { ticksTotal, loopsTotal, hostCallsTotal } = facts.guest;
  Object.assign(vm.totals, { ticksTotal, loopsTotal, hostCallsTotal });
  const { parameters, modelState, batchSize } = facts;
  return { parameters, modelState, batchSize };
}

const pageBytes = 65_536;

/** A copy of an engine's whole memory, to be taken while nothing runs in it: all that its guest knows. */
const copyMemory = (engine: QuickJSWASMModule): Uint8Array =>
  new Uint8Array(engine.getWasmMemory().buffer).slice();

/** Puts a copy in place of an engine's memory, which may come to be larger by it. */
function replaceMemory(engine: QuickJSWASMModule, copy: Uint8Array): void {
  const memory = engine.getWasmMemory();
  const missing = copy.length - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const all = new Uint8Array(memory.buffer);
  all.set(copy);
  all.fill(0, copy.length);
}
