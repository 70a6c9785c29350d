import { callCost } from "@steepest/tensors/backend/captured/callCosts.ts";
import type { Block, RecordedCall } from "@steepest/tensors/backend/captured/recording.ts";
import { emscriptenOf } from "@steepest/tensors/backend/emscripten.ts";
import { wasmFunction } from "@steepest/tensors/backend/modules/trainingModules.ts";
import { backend as currentBackend } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { median } from "../../score/median.ts";
import { processorTime } from "./machineLimits.ts";

export interface ProductKernelRow {
  /** What is multiplied, with its sizes. */
  readonly name: string;
  /** How often a step does it. */
  readonly calls: number;
  /** Its part of the floating-point operations of the step's products. */
  readonly part: number;
  /** Floating-point operations a nanosecond, and of those of our best product, timed in turns. */
  readonly rate: number;
  readonly share: number;
}

const turns = 15;
const turnMilliseconds = 4;

/** The products, convolutions and attentions of a recorded gradient that make up at least `least` of its operations, each timed by itself. */
export function measureProductKernels(
  calls: readonly RecordedCall[],
  best: () => number,
  least = 0.06,
): ProductKernelRow[] {
  const all = calls.reduce((sum, call) => sum + callCost(call).operations, 0);
  const kinds = Map.groupBy(
    calls.filter((call) => callCost(call).operations > 0),
    nameOf,
  );
  return [...kinds]
    .map(([name, alike]) => ({ name, alike, operations: callCost(alike[0] as RecordedCall).operations }))
    .filter(({ alike, operations }) => alike.length * operations >= least * all)
    .sort((a, b) => b.alike.length * b.operations - a.alike.length * a.operations)
    .map(({ name, alike, operations }) => {
      const rounds = rates(alike[0] as RecordedCall, operations, best);
      return {
        name,
        calls: alike.length,
        part: (alike.length * operations) / all,
        rate: median(rounds.map(({ rate }) => rate)),
        share: median(rounds.map(({ share }) => share)),
      };
    });
}

/** Runs a recorded call on memory of its own, over and over, in turns with our best product. */
function rates(call: RecordedCall, operations: number, best: () => number) {
  const heap = emscriptenOf(currentBackend() as BackendWasm);
  const addresses = new Map<Block, number>();
  const args = call.args.map((value) => {
    if (typeof value !== "object") return value;
    const { block, offset } = value;
    const address = addresses.get(block) ?? heap._malloc(block.bytes + 64) >>> 0;
    addresses.set(block, address);
    return address + offset;
  });
  for (const [block, address] of addresses) {
    new Float32Array(heap.HEAPU8.buffer, address, block.bytes >> 2).fill(1 / 16);
    for (const constant of block.constants) heap.HEAPU8.set(constant.bytes, address + constant.offset);
  }
  const { call: run } = wasmFunction(call.name);
  const time = (count: number): number => {
    const start = processorTime();
    for (let at = 0; at < count; at++) run(...args);
    return processorTime() - start;
  };
  const count = Math.max(1, Math.round((turnMilliseconds * 64) / Math.max(0.5, time(64))));
  const rounds = Array.from({ length: turns }, () => {
    const rate = (count * operations) / 1e6 / time(count);
    return { rate, share: rate / best() };
  });
  for (const address of addresses.values()) heap._free(address);
  return rounds;
}

/** "A·Bᵀ 512 × 64 × 128" and the like, from the numbers that the function is called with. */
function nameOf({ name, args }: RecordedCall): string {
  const at = (place: number) => Number(args[place]);
  const sizes = (...places: readonly number[]) => places.map(at).join(" × ");
  const sides = (aColumnStep: number, bColumnStep: number) =>
    `A${at(aColumnStep) === 4 ? "" : "ᵀ"}·B${at(bColumnStep) === 4 ? "" : "ᵀ"}`;
  switch (name) {
    case "matrix.multiply":
      return `${sides(2, 5)}, ${sizes(8, 9, 10)}`;
    case "matrix.multiplyMany":
      return `${at(11)} of ${sides(3, 7)}, ${sizes(12, 13, 14)}`;
    case "matrix.convolve":
      return `convolution of ${sizes(4, 5, 6)} pixels, ${at(7)} taps of ${at(9)} to ${at(14)} channels`;
    case "matrix.filterGradient":
      return `filter gradient of ${sizes(4, 5, 6)} pixels, ${at(7)} runs of ${at(9)} by ${at(11)} channels`;
    case "fused.attention":
      return `attention, ${at(8)} of ${at(10)} queries and ${at(11)} keys, ${at(9)} heads of ${at(12)}`;
    case "fused.attentionGrad":
      return `attention's gradient, ${at(13)} of ${at(15)} queries and ${at(16)} keys, ${at(14)} heads of ${at(17)}`;
    default:
      throw new Error(`${name} is no product`);
  }
}
