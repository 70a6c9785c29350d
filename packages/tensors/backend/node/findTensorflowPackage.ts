import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

export type TensorflowPackageName = "@tensorflow/tfjs-node" | "@tensorflow/tfjs-node-gpu";

/** The version that belongs to the tfjs that Steepest is built on; kernels are registered by name, so they must match. */
export const tensorflowPackageVersion = "4.22.0";

export type TensorflowPackage =
  | { readonly kind: "missing" }
  | { readonly kind: "other-version"; readonly directory: string; readonly version: string }
  /** Its install script, which downloads libtensorflow and the addon, did not run or did not succeed. */
  | { readonly kind: "no-addon"; readonly directory: string; readonly missing: string }
  | {
      readonly kind: "found";
      readonly directory: string;
      /** Of libtensorflow, e.g. `2.9.1`; null where its file does not say. */
      readonly libtensorflow: string | null;
    };

/** The newest Node-API for which tfjs-node 4.22 has an addon (`binary.napi_versions` of its package.json). */
const newestNodeApi = 8;

/** Looks for a package of tfjs-node in the `node_modules` of the given folders and of those above them. Loads nothing. */
export function findTensorflowPackage(
  name: TensorflowPackageName,
  folders: readonly string[],
): TensorflowPackage {
  const directory = folders.map((folder) => installed(name, folder)).find((found) => found !== null);
  if (directory === undefined) return { kind: "missing" };
  const { version } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  if (version !== tensorflowPackageVersion) return { kind: "other-version", directory, version };
  const nodeApi = Math.min(newestNodeApi, Number(process.versions.napi ?? newestNodeApi));
  const libraries = join(directory, "deps", "lib");
  for (const missing of [join(directory, "lib", `napi-v${nodeApi}`, "tfjs_binding.node"), libraries]) {
    if (!existsSync(missing)) return { kind: "no-addon", directory, missing };
  }
  return { kind: "found", directory, libtensorflow: libraryVersion(libraries) };
}

function installed(name: string, folder: string): string | null {
  const directory = join(folder, "node_modules", name);
  if (isThere(join(directory, "package.json"))) return realpathSync(directory);
  return dirname(folder) === folder ? null : installed(name, dirname(folder));
}

/** A trial's process may not look into every folder above: what it may not read, it does not have. */
function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}

/** From the name of the file: `libtensorflow.so.2.9.1`, `libtensorflow.2.9.1.dylib`. */
function libraryVersion(folder: string): string | null {
  const versions = readdirSync(folder).flatMap((file) => {
    const match = /^libtensorflow\.(?:so\.)?(\d+\.\d+\.\d+)/.exec(file);
    return match?.[1] === undefined ? [] : [match[1]];
  });
  return versions[0] ?? null;
}
