import { existsSync } from "node:fs";
import { join } from "node:path";
import { formatBytes } from "@steepest/base/formatBytes.ts";
import { backendNames } from "@steepest/tensors/backend/backend.ts";
import { describeBackends } from "@steepest/tensors/backend/describeBackends.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { cards } from "@steepest/workloads/catalogue.ts";
import { datasetOf } from "@steepest/workloads/datasets/datasetOf.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import type { Colors } from "../cli/io.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { type BackendReport, describeOnly, examineBackend } from "../doctor/examineBackend.ts";
import { renderBackends } from "../doctor/renderBackends.ts";
import { describeEnvironment } from "../environment.ts";
import { prepareAll } from "../run/prepareAll.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import { printJson } from "../terminal/printJson.ts";
import { trialsReadable } from "../trial/spawnTrialProcess.ts";
import { type Wall, wallsHere } from "../walls/describeWalls.ts";

export const doctor = defineCommand({
  meta: { name: "doctor", description: "Say what works on this machine, and why the rest does not" },
  args: {
    backend: {
      type: "enum",
      options: [...backendNames],
      description: "Only this one, and compare its kernels with those of cpu",
    },
    benchmark: {
      type: "boolean",
      default: true,
      description: "Train mnist_mlp for 2 s on each backend that works, and calibrate",
      negativeDescription: "Only look",
    },
    calibrate: {
      type: "boolean",
      description: "Calibrate in full (about 10 s) as a runner does, instead of one pass",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const directory = dataDirectory(io.home);
    registerNodeProviders();
    const known = await describeBackends();
    const wanted = known.filter(({ name }) => args.backend === undefined || name === args.backend);
    const { runtime, os, cpu, cores, memoryBytes, steepest } = describeEnvironment({
      backend: { name: "cpu", featureLevel: "" },
      jobs: 1,
    });
    const data = dataState(directory);
    const walls = wallsHere(trialsReadable(directory));
    if (args.benchmark) await prepareAll(["mnist_mlp"], io);
    const live = createLiveDisplay(io);
    const backends: BackendReport[] = [];
    for (const backend of wanted) {
      // Minutes for a figure that nobody wants, unless it was asked for by name.
      const isWorthIt = args.backend !== undefined || !backend.software;
      backends.push(
        args.benchmark && isWorthIt
          ? await examineBackend(backend, {
              home: io.home,
              dataDirectory: directory,
              machineMemoryBytes: memoryBytes,
              checkKernels: args.backend !== undefined,
              calibration: args.calibrate === true ? "full" : "short",
              onPhase: (text) => live.block(() => [text]),
            })
          : await describeOnly(backend, memoryBytes),
      );
    }
    live.close();
    const works = backends.some(
      ({ available, benchmark, kernels }) =>
        available && benchmark?.kind !== "failed" && (kernels?.failures ?? []).length === 0,
    );
    if (args.json) {
      const machine = { steepest, runtime, os, cpu, cores, memoryBytes };
      io.out(printJson({ ok: works, machine, walls, backends, data: { directory, workloads: data } }));
      return works ? exitCode.ok : exitCode.failure;
    }
    const { bold } = io.outColors;
    const memory = formatBytes(memoryBytes);
    io.out(
      `${bold("machine")}\n  Steepest ${steepest}, ${runtime}, ${os}\n  ${cpu}, ${cores} cores, ${memory}\n\n`,
    );
    io.out(renderBackends(backends, io.outColors));
    io.out(`\n${bold("walls around a trial")}\n${renderWalls(walls, io.outColors)}`);
    const missing = data.filter(({ prepared }) => !prepared).map(({ workload }) => workload);
    const state =
      missing.length === 0 ? "prepared" : `not prepared yet: ${missing.join(", ")} (\`run\` does it)`;
    io.out(`\n${bold("data")}\n  ${directory}: ${state}\n`);
    return works ? exitCode.ok : exitCode.failure;
  },
});

/** A line for each wall: whether it stands, and what it is made of. */
const renderWalls = (walls: readonly Wall[], { green, yellow, dim }: Colors): string =>
  walls
    .map(({ name, stands, how }) => `  ${stands ? green("✓") : yellow("!")} ${name.padEnd(11)} ${dim(how)}\n`)
    .join("");

interface DataState {
  readonly workload: string;
  readonly prepared: boolean;
  readonly bytes: number;
}

/** Which workloads have their prepared files on disk. Looks only; `workloads prepare` builds and validates. */
const dataState = (directory: string): DataState[] =>
  // A variant has the data of its base.
  cards
    .filter(({ variantOf }) => variantOf === null)
    .map(({ id }) => {
      const dataset = datasetOf(id);
      return {
        workload: id,
        prepared: dataset.files.every(({ name }) => existsSync(join(directory, dataset.id, name))),
        bytes: dataset.files.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    });
