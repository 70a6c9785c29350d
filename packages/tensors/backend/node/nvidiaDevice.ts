import { execFile } from "node:child_process";

export interface NvidiaDevice {
  readonly name: string;
  readonly memoryBytes: number;
  readonly driver: string;
}

const query = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"];

/** The first GPU that NVIDIA's driver lists, or null where there is no driver or no GPU. */
export function nvidiaDevice(program = "nvidia-smi"): Promise<NvidiaDevice | null> {
  // A trial's process starts no programs; its parent has asked for the device's name already.
  if (process.permission?.has("child") === false) return Promise.resolve(null);
  return new Promise((resolve) => {
    execFile(program, query, { timeout: 10_000 }, (error, output) => {
      // Not installed, no device, or a driver that does not answer: all of them mean that there is nothing to compute on.
      resolve(error === null ? parse(output) : null);
    });
  });
}

function parse(output: string): NvidiaDevice | null {
  const [name, mebibytes, driver] = (output.split("\n")[0] ?? "").split(",").map((cell) => cell.trim());
  if (name === undefined || mebibytes === undefined || driver === undefined) return null;
  return { name, memoryBytes: Number(mebibytes) * 2 ** 20, driver };
}
