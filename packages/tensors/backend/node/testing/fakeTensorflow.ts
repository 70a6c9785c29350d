import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TensorflowPackageName } from "../findTensorflowPackage.ts";

export interface FakeOptions {
  readonly version?: string;
  /** Whether its install script has brought addon and libtensorflow. */
  readonly installed?: boolean;
  /** Thrown when it is required, as the loader throws where a library is missing. */
  readonly broken?: string;
  /**
   * Whether it finds a GPU: the one that CUDA shows it, which its version then names, unless the package's file `lost.txt` says that this one is gone.
   */
  readonly onGpu?: boolean;
}

/** The marks that tfjs-node 4.22 leaves while it loads, in its order, over the `cpu` backend's arithmetic. */
const entry = (name: string, { broken, onGpu = false }: FakeOptions) => `
const tf = require("@tensorflow/tfjs");
const { MathBackendCPU } = require("@tensorflow/tfjs-backend-cpu");
const util = require("util");
${broken === undefined ? "" : `throw new Error(${JSON.stringify(broken)});`}
const { existsSync, readFileSync } = require("fs");
const shown = process.env.CUDA_VISIBLE_DEVICES ?? "all";
const lost = require("path").join(__dirname, "lost.txt");
const isLost = existsSync(lost) && readFileSync(lost, "utf8").includes(shown);
class NodeJSKernelBackend extends MathBackendCPU {
  constructor() {
    super();
    this.binding = { TF_Version: ${onGpu} ? "2.9.1 sees " + shown : "2.9.1" };
    this.isUsingGpuDevice = ${onGpu} && !isLost;
  }
  createTensorsTypeOpAttr(tensors) {
    return util.isNullOrUndefined(tensors) || util.isArray(tensors);
  }
}
tf.copyRegisteredKernels("cpu", "tensorflow");
tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(), 3);
if (!tf.setBackend("tensorflow")) throw new Error("Could not initialize TensorFlow backend.");
exports.tf = tf;
exports.name = ${JSON.stringify(name)};
`;

/** Another copy of tfjs below the package, as npm installs it in a folder of its own. Whoever loads it gets nothing of use. */
const otherTfjs = 'throw new Error("the package\'s own copy of tfjs was loaded");';

/** A folder whose node_modules holds a package that is installed and loads like tfjs-node, without TensorFlow in it. */
export function fakeTensorflow(name: TensorflowPackageName, options: FakeOptions = {}): string {
  const { version = "4.22.0", installed = true } = options;
  const folder = mkdtempSync(join(tmpdir(), "steepest-tensorflow-"));
  const directory = join(folder, "node_modules", name);
  const write = (path: string, text: string) => {
    const file = join(directory, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  };
  write("package.json", JSON.stringify({ name, version, main: "dist/index.js" }));
  write("dist/index.js", entry(name, options));
  write("node_modules/@tensorflow/tfjs/index.js", otherTfjs);
  write("node_modules/@tensorflow/tfjs/package.json", JSON.stringify({ main: "index.js" }));
  if (installed) {
    write("lib/napi-v8/tfjs_binding.node", "");
    write("deps/lib/libtensorflow.so.2.9.1", "");
  }
  return folder;
}

/** A program that answers like `nvidia-smi --query-gpu=…` with these lines (and to `-L` with those), or as the shell's words say. */
export function fakeNvidiaProgram(
  says:
    | { readonly lines: readonly string[]; readonly parts?: readonly string[] }
    | { readonly shell: string },
): string {
  const path = join(mkdtempSync(join(tmpdir(), "steepest-nvidia-")), "nvidia-smi");
  const print = (lines: readonly string[]) =>
    `cat <<'END'\n${lines.map((line) => `${line}\n`).join("")}END\n`;
  const shell =
    "shell" in says
      ? says.shell
      : `if [ "$1" = -L ]; then\n${print(says.parts ?? [])}else\n${print(says.lines)}fi`;
  writeFileSync(path, `#!/bin/sh\n${shell}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A line of `nvidia-smi --query-gpu` for the GPU of this number. */
export const nvidiaLine = (index: number, name = "NVIDIA H100 80GB HBM3", mode = "Disabled"): string =>
  `${index}, GPU-0000000${index}-aaaa-bbbb-cccc-dddddddddddd, ${name}, 81559, 535.104.05, 00000000:${index}5:00.0, ${mode}`;
