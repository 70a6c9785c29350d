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
}

/** The marks that tfjs-node 4.22 leaves while it loads, in its order, over the `cpu` backend's arithmetic. */
const entry = (name: string, { broken }: FakeOptions) => `
const tf = require("@tensorflow/tfjs");
const { MathBackendCPU } = require("@tensorflow/tfjs-backend-cpu");
const util = require("util");
${broken === undefined ? "" : `throw new Error(${JSON.stringify(broken)});`}
class NodeJSKernelBackend extends MathBackendCPU {
  constructor() {
    super();
    this.binding = { TF_Version: "2.9.1" };
    this.isUsingGpuDevice = false;
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

/** A program that answers like `nvidia-smi --query-gpu=…`, or fails like one that finds no driver. */
export function fakeNvidiaProgram(line: string | null): string {
  const path = join(mkdtempSync(join(tmpdir(), "steepest-nvidia-")), "nvidia-smi");
  writeFileSync(path, line === null ? "#!/bin/sh\nexit 9\n" : `#!/bin/sh\necho "${line}"\n`);
  chmodSync(path, 0o755);
  return path;
}
