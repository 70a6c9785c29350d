import { measureTreeUpdate } from "../../packages/core/harness/bench/treeUpdate.ts";
import { benchmarkFusedOperations } from "../../packages/tensors/backend/bench/fusedOperations.ts";
import { benchmarkKernels } from "../../packages/tensors/backend/bench/kernels.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import type { BenchSection } from "./benchSection.ts";

const times = (ratio: number | null) => (ratio === null ? "not there" : `${ratio.toFixed(1)}×`);

/** Our kernels of the `wasm` backend against tfjs's. */
export async function kernelSection(): Promise<BenchSection> {
  const rows = await benchmarkKernels();
  return {
    title: "Kernels of the wasm backend ÷ tfjs's",
    text: "How many times faster ours is than what tfjs-backend-wasm 4.22 ships under the same name (where it has one), and than tfjs's `cpu` backend. Ours and tfjs-wasm's take turns; the ratio is the median over neighbouring turns.",
    columns: ["kernel", "ours (ms)", "faster than stock wasm", "faster than cpu"],
    rows: rows.map((row) => [
      row.name,
      row.milliseconds.toFixed(3),
      times(row.timesStock),
      times(row.timesCpu),
    ]),
  };
}

/** What one kernel for a whole operation saves over our kernels one after the other. */
export async function fusedSection(): Promise<BenchSection> {
  const rows = await benchmarkFusedOperations();
  return {
    title: "Fused operations ÷ the same composed of our other kernels",
    text: "Forward and backward together, on `wasm`.",
    columns: ["operation", "fused (ms)", "faster than composed"],
    rows: rows.map((row) => [row.name, row.milliseconds.toFixed(3), times(row.timesComposed)]),
  };
}

/** What trees cost over one flat tensor. */
export async function treeSection(): Promise<BenchSection> {
  await openBackend("wasm");
  const row = measureTreeUpdate();
  return {
    title: "Trees on arenas",
    text: `An AdamW update of ${row.leaves} leaves with ${row.numbers.toLocaleString("en")} numbers in all, joining the gradient's leaves and handing out the parameters' included; the same arithmetic on one flat tensor; tfjs's operations leaf by leaf. Sides take turns; ratios are medians over neighbouring turns. Aim: trees at most 1.3 × flat.`,
    columns: ["", "ms", "÷ flat"],
    rows: [
      ["trees", row.treeMilliseconds.toFixed(3), row.treeByFlat.toFixed(2)],
      ["one flat tensor", row.flatMilliseconds.toFixed(3), "1"],
      ["leaf by leaf", row.leafMilliseconds.toFixed(3), (row.leafByTree * row.treeByFlat).toFixed(2)],
    ],
  };
}
