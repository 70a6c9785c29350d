import { describeBackends } from "@steepest/core/backend/describeBackends.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { type BackendBenchmark, benchmarkBackend } from "../doctor/benchmarkBackend.ts";
import { dataState } from "../doctor/dataState.ts";
import { describeEnvironment } from "../environment.ts";
import { prepareAll } from "../run/prepareAll.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import { printJson } from "../terminal/printJson.ts";
import { renderTable } from "../terminal/renderTable.ts";

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const speed = (benchmark: BackendBenchmark | null) => {
  if (benchmark === null) return "–";
  return benchmark.kind === "trained" ? `${benchmark.stepsPerSecond.toFixed(0)} steps/s` : "failed";
};

export const doctor = defineCommand({
  meta: { name: "doctor", description: "Say what works on this machine, and why the rest does not" },
  args: {
    benchmark: {
      type: "boolean",
      default: true,
      description: "Train mnist_mlp for 2 s on each backend that works",
      negativeDescription: "Only look",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const directory = dataDirectory(io.home);
    const available = await describeBackends();
    const { runtime, os, cpu, cores, memoryBytes, steepest } = describeEnvironment({
      backend: { name: "cpu", featureLevel: "" },
      jobs: 1,
    });
    const data = dataState(directory);
    if (args.benchmark) await prepareAll(["mnist_mlp"], io);
    const live = createLiveDisplay(io);
    const backends: ((typeof available)[number] & { benchmark: BackendBenchmark | null })[] = [];
    for (const backend of available) {
      const wanted = args.benchmark && backend.available;
      if (wanted) live.block(() => [`Training for 2 s on ${backend.name} …`]);
      backends.push({ ...backend, benchmark: wanted ? await benchmarkBackend(backend, directory) : null });
    }
    live.close();
    const works = backends.some(({ available, benchmark }) => available && benchmark?.kind !== "failed");
    if (args.json) {
      const machine = { steepest, runtime, os, cpu, cores, memoryBytes };
      io.out(printJson({ ok: works, machine, backends, data: { directory, workloads: data } }));
      return works ? exitCode.ok : exitCode.failure;
    }
    const { bold, green, dim, red } = io.outColors;
    const failures = backends.flatMap(({ name, benchmark }) =>
      benchmark?.kind === "failed" ? [`${red("✗")} ${name}: ${benchmark.reason}`] : [],
    );
    io.out(
      `${bold("machine")}\n  Steepest ${steepest}, ${runtime}, ${os}\n  ${cpu}, ${cores} cores, ${gibibytes(memoryBytes)}\n\n`,
    );
    io.out(
      renderTable(
        [
          { title: "backend" },
          { title: "works" },
          { title: "level" },
          { title: "mnist_mlp", align: "right" },
          { title: "" },
        ],
        backends.map(({ name, available: isAvailable, featureLevel, benchmark, reason }) => [
          name,
          isAvailable ? green("yes") : dim("no"),
          featureLevel ?? "–",
          speed(benchmark),
          reason,
        ]),
      ),
    );
    for (const failure of failures) io.out(`${failure}\n`);
    const missing = data.filter(({ prepared }) => !prepared).map(({ workload }) => workload);
    const state =
      missing.length === 0 ? "prepared" : `not prepared yet: ${missing.join(", ")} (\`run\` does it)`;
    io.out(`\n${bold("data")}\n  ${directory}: ${state}\n`);
    return works ? exitCode.ok : exitCode.failure;
  },
});
