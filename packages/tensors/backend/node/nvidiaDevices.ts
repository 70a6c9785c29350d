import { execFile } from "node:child_process";
import { printable } from "@steepest/base/printable.ts";
import type { FoundDevices } from "../device.ts";

/** A GPU as NVIDIA's driver lists it, or one of the parts that a GPU is divided into (MIG). */
export interface NvidiaDevice {
  readonly index: number;
  readonly name: string;
  readonly uuid: string | null;
  readonly driver: string | null;
  readonly memoryBytes: number | null;
  /** Where it sits, e.g. `00000000:65:00.0`; null where the driver does not say. */
  readonly bus: string | null;
  /** A part of a divided GPU: it computes, and has no graphics interface (Vulkan). */
  readonly isPart: boolean;
}

export interface NvidiaList {
  readonly devices: readonly NvidiaDevice[];
  readonly notes: readonly string[];
}

/** What the driver's program says, or why it says nothing. */
type Said =
  | { readonly kind: "output"; readonly text: string; readonly problem: string | null }
  | { readonly kind: "nothing"; readonly reason: string };

export interface NvidiaOptions {
  readonly program?: string;
  /** A driver that hangs (a GPU that fell off its bus) answers never. */
  readonly seconds?: number;
}

const fields = ["index", "uuid", "name", "memory.total", "driver_version", "pci.bus_id"];
const queryOf = (names: readonly string[]) => [
  `--query-gpu=${names.join(",")}`,
  "--format=csv,noheader,nounits",
];

/** The GPUs that NVIDIA's driver lists. Never rejects: whatever is wrong with the driver is a note. */
export async function listNvidiaDevices(options: NvidiaOptions = {}): Promise<NvidiaList> {
  // A trial's process starts no programs; its parent has asked already.
  if (process.permission?.has("child") === false) return { devices: [], notes: [] };
  let said = await ask(queryOf([...fields, "mig.mode.current"]), options);
  // Drivers before 450 know nothing of MIG.
  if (said.kind === "output" && /not a valid field/i.test(said.text))
    said = await ask(queryOf(fields), options);
  if (said.kind === "nothing") return { devices: [], notes: [said.reason] };
  const read = said.text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => ({ line, gpu: parse(line) }));
  const gpus = read.flatMap(({ gpu }) => (gpu === null ? [] : [gpu]));
  const notes = read.flatMap(({ line, gpu }) =>
    gpu === null ? [`nvidia-smi says: ${plainLine(line)}`] : [],
  );
  if (said.problem !== null && notes.length === 0) notes.push(said.problem);
  if (!gpus.some(({ isDivided }) => isDivided)) return { devices: gpus.map(({ device }) => device), notes };
  const parts = await ask(["-L"], options);
  const listed = parts.kind === "output" ? partsOf(parts.text) : [];
  const devices = gpus.flatMap(({ device, isDivided }) => {
    if (!isDivided) return [device];
    const own = listed.filter(({ gpu }) => gpu === device.index);
    if (own.length === 0)
      notes.push(
        `GPU ${device.index} is divided (MIG), and no part of it is there to use: nvidia-smi mig -cgi … -C makes some.`,
      );
    return own.map(({ profile, uuid }) => ({
      ...device,
      name: `${device.name} MIG ${profile}`,
      uuid,
      memoryBytes: null,
      isPart: true,
    }));
  });
  // Parts have no number that is theirs on the machine.
  return { devices: devices.map((device, index) => ({ ...device, index })), notes };
}

/** Of NVIDIA's devices, those that CUDA may use in this program, each with what confines a process to it. */
export function cudaDevices({ devices, notes }: NvidiaList, visible: string | undefined): FoundDevices {
  const seen = visible === undefined ? devices : visibleOf(devices, visible);
  const hidden = devices.length - seen.length;
  return {
    devices: seen.map(({ index, name, uuid, driver, memoryBytes }) => ({
      index,
      name,
      uuid,
      driver,
      memoryBytes,
      // CUDA counts by speed unless it is told to count as the driver does.
      variables: { CUDA_DEVICE_ORDER: "PCI_BUS_ID", CUDA_VISIBLE_DEVICES: uuid ?? `${index}` },
    })),
    notes:
      hidden === 0 ? notes : [...notes, `CUDA_VISIBLE_DEVICES hides ${hidden} of ${devices.length} devices.`],
  };
}

/** By number or by the beginning of its UUID, as CUDA reads the variable: what stands behind one that is no device counts no more. */
function visibleOf(devices: readonly NvidiaDevice[], visible: string): readonly NvidiaDevice[] {
  const named = visible.split(",").map((each) => {
    const word = each.trim();
    return devices.find(({ index, uuid }) => word !== "" && (word === `${index}` || uuid?.startsWith(word)));
  });
  const end = named.indexOf(undefined);
  const counted = named.slice(0, end < 0 ? named.length : end);
  return devices.filter((device) => counted.includes(device));
}

const defaultSeconds = 10;

function ask(
  words: readonly string[],
  { program = "nvidia-smi", seconds = defaultSeconds }: NvidiaOptions,
): Promise<Said> {
  return new Promise((resolve) => {
    const nothing = (reason: string) => resolve({ kind: "nothing", reason });
    const child = execFile(
      program,
      [...words],
      { encoding: "utf8", maxBuffer: 2 ** 20 },
      (error, output, errors) => {
        clearTimeout(timer);
        if (error === null) return resolve({ kind: "output", text: output, problem: null });
        if (error.code === "ENOENT")
          return nothing("nvidia-smi is not there, which comes with NVIDIA's driver.");
        const line = plainLine(`${output}\n${errors}`);
        const problem = `nvidia-smi ended with ${error.code ?? error.signal}${line === "" ? "" : `: ${line}`}`;
        // It lists what it can, and ends so because of a device that is lost.
        return output.split("\n").some((each) => parse(each) !== null) ||
          /not a valid field/i.test(output + errors)
          ? resolve({ kind: "output", text: output + errors, problem })
          : nothing(problem);
      },
    );
    // Not execFile's own: it waits for the end of a process that may never end.
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      child.unref();
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      nothing(`nvidia-smi gave no answer within ${seconds} s: the driver hangs.`);
    }, seconds * 1000);
  });
}

const stringOf = (cell: string | undefined) =>
  cell === undefined || cell === "" || /^\[.*\]$/.test(cell) ? null : cell;

function parse(line: string): { readonly device: NvidiaDevice; readonly isDivided: boolean } | null {
  const cells = line.split(",").map((cell) => plainLine(cell));
  const hasMode = /^(enabled|disabled|\[?n\/a\]?)$/i.test(cells.at(-1) ?? "");
  const [index = "", uuid, ...rest] = hasMode ? cells.slice(0, -1) : cells;
  const [memory, driver, bus] = rest.splice(-3);
  const name = rest.join(", ");
  if (!/^\d{1,4}$/.test(index) || name === "" || bus === undefined) return null;
  const mebibytes = Number(memory);
  return {
    device: {
      index: Number(index),
      name,
      uuid: uuid !== undefined && uuidForm.test(uuid) ? uuid : null,
      driver: stringOf(driver),
      memoryBytes: mebibytes > 0 ? mebibytes * 2 ** 20 : null,
      bus: stringOf(bus),
      isPart: false,
    },
    isDivided: hasMode && /^enabled$/i.test(cells.at(-1) ?? ""),
  };
}

/** It becomes an environment variable and the name of a file. */
const uuidForm = /^(GPU|MIG)-[\w/-]{1,100}$/;

/** What `nvidia-smi -L` lists below each GPU: `  MIG 1g.10gb     Device  0: (UUID: MIG-…)`. */
function partsOf(text: string): { readonly gpu: number; readonly profile: string; readonly uuid: string }[] {
  let gpu = -1;
  return text.split("\n").flatMap((line) => {
    gpu = Number(/^GPU (\d+):/.exec(line)?.[1] ?? gpu);
    const [, profile, uuid = ""] = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: ([^)]+)\)/.exec(line) ?? [];
    return profile === undefined || !uuidForm.test(uuid) ? [] : [{ gpu, profile: plainLine(profile), uuid }];
  });
}

/** The first line of a program's text, as a terminal may show it. */
function plainLine(text: string): string {
  const [line = ""] = printable(text)
    .split("\n")
    .filter((each) => each.trim() !== "");
  return line.trim().slice(0, 120);
}
