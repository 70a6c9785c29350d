import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const assembly = fileURLToPath(new URL("../assembly/", import.meta.url));

/** The modules of `assembly/`: every folder with an index.ts. Each is compiled by itself and works on tfjs's memory. */
export const moduleNames: readonly string[] = readdirSync(assembly, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

export interface CompiledModule {
  readonly binary: Uint8Array;
  /** asc's TypeScript declarations of the exports. */
  readonly declarations: string;
}

/**
 * No module calls `Math`. AssemblyScript's own `Math` and `Mathf` would be compiled in, the same everywhere; `JSMath`, or an alias to
 * it by `--use`, would import the engine's, and then the module would import more than its memory, which a test refuses.
 *
 * Compiles one module of `assembly/`; throws with the compiler's messages.
 */
export async function compileModule(name: string, build: "fma" | "plain"): Promise<CompiledModule> {
  const outputs = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main(
    [
      `${name}/index.ts`,
      ...["--baseDir", assembly, "--outFile", "module.wasm", "--bindings", "raw"],
      // No runtime, no memory, no static data of its own: addresses come in as arguments, on the heap of tfjs.
      ...["--runtime", "stub", "--importMemory", "--noAssert", "--use", "abort="],
      // Two halves of eight lanes take a constant from one read: elementwise/laneConstants.ts.
      ...["-O3", "--enable", "simd", "--runPasses", "local-cse"],
      ...(build === "fma" ? ["--enable", "relaxed-simd"] : []),
    ],
    { writeFile: (file, contents) => void outputs.set(file, contents) },
  );
  if (error !== null) throw new Error(`${name} (${build}) does not compile:\n${stderr.toString()}`);
  const binary = outputs.get("module.wasm");
  const declarations = outputs.get("module.d.ts");
  if (!(binary instanceof Uint8Array) || typeof declarations !== "string")
    throw new Error("asc wrote nothing");
  return { binary, declarations };
}
