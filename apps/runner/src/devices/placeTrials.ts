import { UserError } from "@steepest/base/userError.ts";
import { devicesOf } from "@steepest/tensors/backend/describeBackends.ts";
import type { ComputeDevice, FoundDevices } from "@steepest/tensors/backend/device.ts";
import type { Backend } from "@steepest/tensors/backend/openBackend.ts";
import { classOf } from "@steepest/workloads/hardwareClasses.ts";
import { defaultJobs } from "../cores/requireCores.ts";
import { DevicePool } from "./devicePool.ts";
import { tryDevice } from "./tryDevice.ts";

/** `--devices` of the commands that run trials. */
export const devicesOption = {
  devices: {
    type: "string" as const,
    valueHint: "list",
    description: "GPUs to use, as `doctor` numbers them, e.g. 0,2-3 (default: all; one trial on each)",
  },
};

export interface Placing {
  readonly backend: Pick<Backend, "name" | "featureLevel">;
  /** By default the one of the backend. */
  readonly hardwareClass?: string;
  /** `--devices`, if given. */
  readonly devices: string | undefined;
  /** `--jobs`, if given. */
  readonly jobs: number | undefined;
  /** Where no device works: waits until one does, instead of ending. */
  readonly isPatient?: boolean;
  readonly note: (text: string) => void;
}

export interface Placed {
  /** Trials side by side. */
  readonly jobs: number;
  /** Absent where the backend computes on the processor. */
  readonly devices?: DevicePool;
}

/** Where trials run, and how many at one time: one on each device where there are devices, else as many as asked for. */
export async function placeTrials(placing: Placing): Promise<Placed> {
  const { backend, hardwareClass = classOf(backend), devices: list, jobs, isPatient = false, note } = placing;
  const found = await devicesOf(backend.name);
  if (found === null) {
    if (list === undefined) return { jobs: jobs ?? defaultJobs(hardwareClass) };
    throw new UserError({
      code: "no-devices",
      what: `The backend ${backend.name} computes on the processor: it has no devices to choose from.`,
      solution: "Leave --devices out, or choose the backend cuda or webgpu.",
    });
  }
  for (const text of found.notes) note(`! ${text}`);
  const chosen = chooseDevices(found, list);
  if (jobs !== undefined && jobs > chosen.length) throw tooManyJobs(jobs, chosen);
  return {
    jobs: jobs ?? chosen.length,
    devices: new DevicePool({
      devices: chosen,
      tries: (device, signal) => tryDevice(backend.name, device, signal),
      ...{ note, isPatient },
    }),
  };
}

/** The devices that a list like `0,2-3` names; all where there is no list. Throws where it names one that is not there. */
export function chooseDevices(
  { devices, notes }: FoundDevices,
  list: string | undefined,
): readonly ComputeDevice[] {
  const numbers = devices.map(({ index }) => index).join(", ");
  if (devices.length === 0) {
    throw new UserError({
      code: "no-devices",
      what: "There is no device to compute on.",
      details: notes.join("\n"),
      solution: "Run `steepest doctor`: it says what is missing for each backend.",
    });
  }
  if (list === undefined) return devices;
  const asked = list.split(",").flatMap((part) => {
    const [, first, last = first] = /^\s*(\d{1,4})(?:-(\d{1,4}))?\s*$/.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first)) throw unknownDevice(part.trim(), numbers);
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => Number(first) + at);
  });
  return [...new Set(asked)].map((index) => {
    const device = devices.find((each) => each.index === index);
    if (device === undefined) throw unknownDevice(`${index}`, numbers);
    return device;
  });
}

const unknownDevice = (part: string, numbers: string) =>
  new UserError({
    code: "unknown-device",
    what: `--devices names \`${part}\`, which is no device of this machine.`,
    details: `It has: ${numbers}.`,
    solution: "Give numbers as `steepest doctor` shows them, e.g. --devices 0,2 or --devices 0-3.",
  });

const tooManyJobs = (jobs: number, devices: readonly ComputeDevice[]) =>
  new UserError({
    code: "too-many-jobs",
    what: `${jobs} trials cannot run side by side on ${devices.length === 1 ? "one device" : `${devices.length} devices`}.`,
    details: "The clock rules here: two trials on one GPU would each be charged for the other's work.",
    solution: `Use --jobs ${devices.length} at most, or leave it out: then every device has one trial.`,
  });
