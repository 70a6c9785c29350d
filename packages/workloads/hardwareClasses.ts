import type { HardwareClass } from "@steepest/core/schema/hardwareClass.ts";

export const hardwareClasses: readonly HardwareClass[] = [
  {
    id: "cpu-wasm",
    title: "One CPU core, WebAssembly SIMD",
    backend: "wasm",
    measure: "wall",
    referenceCalibrationSeconds: 10,
    calibrationTolerance: 0.15,
  },
];
