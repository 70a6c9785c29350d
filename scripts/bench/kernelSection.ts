import { benchmarkKernels } from "../../packages/core/backend/bench/kernels.ts";
import type { BenchSection } from "./benchSection.ts";

const times = (ratio: number | null) => (ratio === null ? "not there" : `${ratio.toFixed(1)}×`);

/** Our kernels of the `wasm` backend against tfjs's. */
export async function kernelSection(): Promise<BenchSection> {
  const rows = await benchmarkKernels();
  return {
    title: "Kernels of the wasm backend ÷ tfjs's",
    text: "How many times faster ours is than what tfjs-backend-wasm 4.22 ships under the same name (where it has one), and than tfjs's `cpu` backend.",
    columns: ["kernel", "ours (ms)", "faster than stock wasm", "faster than cpu"],
    rows: rows.map((row) => [
      row.name,
      row.milliseconds.toFixed(3),
      times(row.timesStock),
      times(row.timesCpu),
    ]),
  };
}
