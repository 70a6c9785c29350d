import { hostname } from "node:os";
import { UserError } from "@steepest/base/userError.ts";
import { describeBackends } from "@steepest/tensors/backend/describeBackends.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import type { Backend, BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { hardwareClass as findHardwareClass, suite as findSuite } from "@steepest/workloads/catalogue.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { numberOption } from "../cli/numberOption.ts";
import { pinOption } from "../cores/pinOption.ts";
import { coresWarning } from "../cores/requireCores.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { deviceLabel } from "../devices/devicePool.ts";
import { devicesOption, placeTrials } from "../devices/placeTrials.ts";
import { describeEnvironment } from "../environment.ts";
import { prepareAll } from "../run/prepareAll.ts";
import { printJson } from "../terminal/printJson.ts";
import { trialsReadable } from "../trial/spawnTrialProcess.ts";
import { SpeedLog } from "../trial/speedLog.ts";
import { missingWalls, wallsHere } from "../walls/describeWalls.ts";
import { calibrateHere } from "../work/calibrateHere.ts";
import { Outbox } from "../work/outbox.ts";
import { runRunner } from "../work/runner.ts";
import { createWorkDisplay } from "../work/workDisplay.ts";

export const work = defineCommand({
  meta: {
    name: "work",
    description: "Be a runner: pull trials from a platform, run them, report the records",
  },
  args: {
    ...apiOptions,
    name: { type: "string", description: "What the platform calls this runner (default: the host's name)" },
    jobs: {
      type: "string",
      valueHint: "n",
      description: "Trials side by side (default: all cores where time is counted, all GPUs, else 1)",
    },
    class: {
      type: "string",
      default: "cpu-wasm",
      valueHint: "id",
      description: "The hardware class to run trials of",
    },
    ...devicesOption,
    ...pinOption,
    grace: {
      type: "string",
      valueHint: "seconds",
      default: "30",
      description: "How long running trials may go on after the first Ctrl-C or SIGTERM",
    },
    prepare: {
      type: "string",
      valueHint: "suite",
      default: "quick",
      description:
        "Whose data is prepared before the first trial; other data with the first trial that needs it",
    },
    once: { type: "boolean", description: "Stop when nothing is queued, instead of waiting for more" },
    ...jsonOption,
  },
  async run({ args, io }) {
    const graceSeconds = numberOption("grace", args.grace, { min: 0 }) ?? 30;
    const { id, backend } = findHardwareClass(args.class);
    const asked = numberOption("jobs", args.jobs, { integer: true, min: 1, max: 256 });
    const { client, api } = connect(args, io);
    const name = (args.name ?? hostname()).slice(0, 80);
    // The data of any other workload is prepared by its first trial, which is not charged for it.
    await prepareAll(findSuite(args.prepare).workloads, io);
    const works = await requireBackend(backend);
    const display = createWorkDisplay(io);
    const { jobs, devices } = await placeTrials({
      ...{ backend: works, hardwareClass: id, devices: args.devices, jobs: asked },
      isPatient: args.once !== true,
      note: (text) => display.note(text),
    });
    const environment = describeEnvironment({ backend: works, hardwareClass: id, jobs });
    const pin = args.pin !== false;

    const drain = new AbortController();
    const release = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const stopListening = io.onSignal(() => {
      if (drain.signal.aborted) return release.abort();
      display.note(
        `Draining: no new trials; running ones have ${graceSeconds} s. Once more gives them back now.`,
      );
      drain.abort();
      grace = setTimeout(() => release.abort(), graceSeconds * 1000);
    });
    display.note(`Runner ${name} (${id}, ${jobs} at a time) at ${api}`);
    for (const device of devices?.devices ?? []) display.note(`  ${deviceLabel(device)}`);
    const crowding = coresWarning(environment);
    if (crowding !== null) display.note(crowding);
    const open = missingWalls(wallsHere(trialsReadable(dataDirectory(io.home))));
    if (open !== null) display.note(open);
    try {
      const tally = await runRunner({
        client,
        name,
        environment,
        calibrate: (form, anew) => {
          const measure = (device?: ComputeDevice) =>
            calibrateHere({ home: io.home, backend, device, form, anew, pin, signal: drain.signal });
          return devices?.calibrate(measure) ?? measure();
        },
        dataDirectory: dataDirectory(io.home),
        outbox: new Outbox(io.home, api, name, { note: display.note }),
        speeds: new SpeedLog(io.home),
        display,
        once: args.once === true,
        ...{ pin, devices },
        drain: drain.signal,
        release: release.signal,
      });
      if (args.json) io.out(printJson({ runner: name, ...tally }));
      else
        display.note(
          `${tally.reported} reported, ${tally.released} given back, ${tally.kept} kept for the next start.`,
        );
      return args.once === true && tally.refused ? exitCode.failure : exitCode.ok;
    } finally {
      clearTimeout(grace);
      stopListening();
      display.close();
    }
  },
});

/** What this machine has of a backend, without opening it. Throws a UserError with the reason where it does not work. */
async function requireBackend(
  wanted: BackendName,
): Promise<Pick<Backend, "name" | "featureLevel" | "device">> {
  registerNodeProviders();
  const found = (await describeBackends()).find(({ name }) => name === wanted);
  if (found?.available && found.featureLevel !== null) {
    const { name, featureLevel, device } = found;
    return device === undefined ? { name, featureLevel } : { name, featureLevel, device };
  }
  throw new UserError({
    code: "backend-unavailable",
    what: `The ${wanted} backend does not work here.`,
    details: found?.reason ?? "It is not part of this version.",
    solution: "Run `steepest doctor`, or name the hardware class of another backend by --class.",
  });
}
