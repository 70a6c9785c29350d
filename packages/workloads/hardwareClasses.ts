import { classReferenceSchema, type HardwareClass } from "@steepest/core/schema/hardwareClass.ts";
import type { OfficialMeasure } from "@steepest/core/schema/measures.ts";
import { z } from "zod";
import measured from "./classReferences.json" with { type: "json" };

/** A class that the clock rules, without what only its reference machine can tell. */
type DeclaredClass = Omit<Extract<HardwareClass, { measure: "wall" }>, "referenceCalibrationSeconds">;

/**
 * Classes of GPUs. One is open once `measureClass.ts` has run on the machine that it refers to, and is offered to nobody before: no figure of theirs is
 * guessed.
 */
export const declaredClasses: readonly DeclaredClass[] = [
  {
    id: "gpu-webgpu",
    title: "One GPU, by WebGPU",
    backend: "webgpu",
    measure: "wall",
    calibrationTolerance: 0.15,
  },
  {
    id: "gpu-cuda",
    title: "One NVIDIA GPU, by TensorFlow on CUDA",
    backend: "cuda",
    measure: "wall",
    calibrationTolerance: 0.15,
  },
];

/** What `measureClass.ts` wrote, by class. */
export const references = z.record(z.string(), classReferenceSchema).parse(measured);

/** Declared, and not measured: known by its id, open to nobody. */
export const unmeasuredClasses: readonly DeclaredClass[] = declaredClasses.filter(
  ({ id }) => references[id] === undefined,
);

const measuredClasses = declaredClasses.flatMap((declared): HardwareClass[] => {
  const reference = references[declared.id];
  if (reference === undefined) return [];
  const { calibrationSeconds: referenceCalibrationSeconds, device } = reference;
  const title = device === null ? declared.title : `${declared.title} (${device})`;
  return [{ ...declared, title, referenceCalibrationSeconds }];
});

export const hardwareClasses: readonly HardwareClass[] = [
  {
    id: "cpu-wasm",
    title: "One CPU core, WebAssembly SIMD",
    backend: "wasm",
    featureLevel: "simd-fma",
    measure: "reference",
  },
  ...measuredClasses,
];

/** Known by its id but without boards: engines that do not fuse multiply and add give other bits, in the same reference time. */
const unfused: HardwareClass = {
  id: "cpu-wasm-simd",
  title: "One CPU core, WebAssembly SIMD without fused multiply-add",
  backend: "wasm",
  featureLevel: "simd",
  basis: "cpu-wasm",
  measure: "reference",
};

/** Known by its id but without boards: the clock's rule, on a machine that everybody has. */
export const wallClass = {
  id: "cpu-wasm-wall",
  title: "One CPU core, WebAssembly SIMD, by the clock",
  backend: "wasm",
  basis: "cpu-wasm",
  measure: "wall",
  referenceCalibrationSeconds: 10,
  calibrationTolerance: 0.15,
} as const satisfies HardwareClass;

/** Every class that can be asked for by its id. */
export const knownClasses: readonly HardwareClass[] = [...hardwareClasses, unfused, wallClass];

const find = (id: string): HardwareClass | undefined => knownClasses.find((known) => known.id === id);

/** What rules trials of a class; the clock where a backend has no class. */
export const measureOf = (id: string): OfficialMeasure => find(id)?.measure ?? "wall";

/** The class whose budgets, evaluation periods and prices a class has. */
export const basisOf = (id: string): string => find(id)?.basis ?? id;

/** The class that results of a backend at a feature level belong to; a backend without one is a class by itself. */
export const classOf = (backend: { readonly name: string; readonly featureLevel: string }): string =>
  knownClasses.find((known) => known.backend === backend.name && known.featureLevel === backend.featureLevel)
    ?.id ??
  hardwareClasses.find((known) => known.backend === backend.name && known.featureLevel === undefined)?.id ??
  backend.name;
