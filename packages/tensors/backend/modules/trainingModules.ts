import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { askForWideVectors } from "#vectors";
import {
  type AddressRole,
  addressArguments,
  type FunctionName,
  type ModuleName,
  rolesOf,
  type Signatures,
} from "../captured/addressArguments.ts";
import { currentRecording } from "../captured/recording.ts";
import { emscriptenOf } from "../emscripten.ts";
import type { ElementwiseExports } from "./elementwise.generated.ts";
import type { FusedExports } from "./fused.generated.ts";
import type { ImagesExports } from "./images.generated.ts";
import type { MatrixExports } from "./matrix.generated.ts";
import type { TreesExports } from "./trees.generated.ts";

/** `simd-fma` where the engine rounds multiply-add once, `simd` where it rounds twice. Results depend on it. */
export type FeatureLevel = "simd-fma" | "simd";

/** Our WebAssembly: what the kernels call, on addresses (bytes) in tfjs's memory. */
export interface TrainingModules {
  readonly elementwise: ElementwiseExports;
  readonly fused: FusedExports;
  readonly images: ImagesExports;
  readonly matrix: MatrixExports;
  readonly trees: TreesExports;
  readonly featureLevel: FeatureLevel;
}

interface ModuleBuilds {
  readonly fma: string;
  readonly plain: string;
}

/** One function of ours as a program calls it. */
export interface WasmFunction {
  /** Types of its parameters and its result: `iif:i`. */
  readonly signature: string;
  readonly roles: readonly AddressRole[];
  readonly call: (...args: readonly (number | boolean)[]) => number | undefined;
}

let loaded: TrainingModules | null = null;
/** The same, and every call of a function is noted in the recording that is under way. */
let noting: TrainingModules | null = null;
const functions = new Map<string, WasmFunction>();

/** Compiles our modules over the memory of tfjs's backend, once a process for each feature level that is asked for. */
export async function loadTrainingModules(
  backend: BackendWasm,
  featureLevel: FeatureLevel,
): Promise<TrainingModules> {
  if (loaded?.featureLevel === featureLevel) return loaded;
  const heap = emscriptenOf(backend);
  const { memory } = heap.asm;
  const build = featureLevel === "simd-fma" ? "fma" : "plain";
  const exportsOf = async (module: ModuleBuilds): Promise<unknown> =>
    (await WebAssembly.instantiate(bytesOf(module[build]), { env: { memory } })).instance.exports;
  // On demand: a page that opens another backend does not load them.
  const { elementwiseModule, elementwiseSignatures } = await import("./elementwise.generated.ts");
  const { fusedModule, fusedSignatures } = await import("./fused.generated.ts");
  const { imagesModule, imagesSignatures } = await import("./images.generated.ts");
  const { matrixModule, matrixSignatures } = await import("./matrix.generated.ts");
  const { treesModule, treesSignatures } = await import("./trees.generated.ts");
  const exported = {
    elementwise: await exportsOf(elementwiseModule),
    fused: await exportsOf(fusedModule),
    images: await exportsOf(imagesModule),
    matrix: await exportsOf(matrixModule),
    trees: await exportsOf(treesModule),
  } as Record<ModuleName, Record<string, WasmFunction["call"]>>;
  const signatures: Signatures = {
    elementwise: elementwiseSignatures,
    fused: fusedSignatures,
    images: imagesSignatures,
    matrix: matrixSignatures,
    trees: treesSignatures,
  };
  const notingModules: Partial<Record<ModuleName, Record<string, WasmFunction["call"]>>> = {};
  for (const module of Object.keys(signatures) as ModuleName[]) {
    const ofModule: Record<string, WasmFunction["call"]> = {};
    for (const [name, [signature, parameters]] of Object.entries(signatures[module])) {
      const addresses = (addressArguments[module] as Readonly<Record<string, string>>)[name] ?? "";
      const fullName = `${module}.${name}` as FunctionName;
      const call = exported[module][name] as WasmFunction["call"];
      functions.set(fullName, { signature, roles: rolesOf(parameters, addresses), call });
      ofModule[name] = (...args) => {
        const result = call(...args);
        currentRecording()?.noteCall(fullName, args, result);
        return result;
      };
    }
    notingModules[module] = ofModule;
  }
  // Raw exports and their declarations are generated from the same source.
  loaded = { ...exported, featureLevel } as unknown as TrainingModules;
  for (const module of [loaded.elementwise, loaded.fused])
    module.placeConstants(heap._malloc(loaded.elementwise.constantsBytes()));
  const wide = askForWideVectors();
  loaded.matrix.expectWideVectors(wide);
  loaded.fused.expectWideVectors(wide);
  noting = { ...notingModules, featureLevel } as unknown as TrainingModules;
  return loaded;
}

/** The loaded modules; kernels run only after the backend was opened. */
export function trainingModules(): TrainingModules {
  const modules = currentRecording() === null ? loaded : noting;
  if (modules === null) throw new Error("the wasm backend was not opened by openBackend");
  return modules;
}

/** One of the functions of the loaded modules. */
export function wasmFunction(name: FunctionName): WasmFunction {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`there is no ${name} in the loaded modules`);
  return found;
}

/**
 * What this engine can do; null without SIMD. Relaxed SIMD leaves open whether multiply-add rounds once or twice: the fused
 * build is for engines that are seen to round once, so that equal feature levels mean equal bits.
 */
export async function featureLevelHere(): Promise<FeatureLevel | null> {
  if (typeof WebAssembly === "undefined") return null;
  const { matrixModule } = await import("./matrix.generated.ts");
  if (!WebAssembly.validate(bytesOf(matrixModule.plain))) return null;
  const binary = bytesOf(matrixModule.fma);
  if (!WebAssembly.validate(binary)) return "simd";
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory } });
  const numbers = new Float32Array(memory.buffer);
  // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴, which a rounded square loses.
  numbers.fill(1 + 2 ** -12, 4, 12).fill(-1 - 2 ** -11, 12, 16);
  (instance.exports as unknown as MatrixExports).multiplyAddFour(16, 32, 48, 64);
  return numbers.subarray(16, 20).every((number) => number === 2 ** -24) ? "simd-fma" : "simd";
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
