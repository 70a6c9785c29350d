import { formatBytes } from "@steepest/base/formatBytes.ts";
import type { Colors } from "../cli/io.ts";
import { renderTable } from "../terminal/renderTable.ts";
import type { BackendReport } from "./examineBackend.ts";

const memory = (bytes: number | null) => (bytes === null ? "–" : formatBytes(bytes));
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

function speed({ benchmark }: BackendReport): string {
  if (benchmark === null) return "–";
  return benchmark.kind === "trained" ? `${benchmark.stepsPerSecond.toFixed(0)} steps/s` : "failed";
}

/** Every backend as a row, and a line for each that has more to say. */
export function renderBackends(backends: readonly BackendReport[], colors: Colors): string {
  const { green, dim, red, yellow } = colors;
  const table = renderTable(
    [
      { title: "backend" },
      { title: "works" },
      { title: "level" },
      { title: "memory", align: "right" },
      { title: "mnist_mlp", align: "right" },
      { title: "" },
    ],
    backends.map((backend) => [
      backend.name,
      backend.available ? green("yes") : dim("no"),
      backend.featureLevel ?? "–",
      memory(backend.memoryBytes),
      speed(backend),
      backend.device === undefined || backend.reason.startsWith(backend.device)
        ? backend.reason
        : `${backend.device}: ${backend.reason}`,
    ]),
  );
  const lines = backends.flatMap(({ name, available, solution, benchmark, calibration, kernels }) => {
    const said: string[] = [];
    if (!available && solution !== undefined && solution !== "")
      said.push(`${dim("·")} ${name}: ${dim(solution)}`);
    if (benchmark?.kind === "failed") said.push(`${red("✗")} ${name}: ${benchmark.reason}`);
    if (benchmark?.kind === "trained" && benchmark.relativeSpeed !== null) {
      const of = `${percent(benchmark.relativeSpeed)} of the reference machine's speed`;
      said.push(`${green("✓")} ${name}: ${of}; time is counted, so no score depends on it`);
    }
    if (calibration !== null) {
      const { seconds, passes, relativeSpeed, hardwareClass, tolerance, within } = calibration;
      const form = passes === 1 ? ", short form" : "";
      const verdict = `${percent(relativeSpeed)} of the reference of ${hardwareClass} (±${percent(tolerance)})`;
      const mark = within ? green("✓") : yellow("!");
      said.push(`${mark} ${name}: calibration ${seconds.toFixed(2)} s${form}, ${verdict}`);
    }
    if (kernels !== null && kernels.failures.length === 0)
      said.push(`${green("✓")} ${name}: ${kernels.checked} kernel checks agree with cpu`);
    for (const failure of kernels?.failures ?? [])
      said.push(`${red("✗")} ${name}: ${failure.name}: ${failure.reason.split("\n")[0]}`);
    return said;
  });
  return `${table}${lines.map((line) => `${line}\n`).join("")}${renderDevices(backends, colors)}`;
}

/** Every GPU with the number that `--devices` names it by, and why others are left out. */
function renderDevices(backends: readonly BackendReport[], { bold, yellow }: Colors): string {
  const rows = backends.flatMap(({ name, devices }) =>
    (devices?.devices ?? []).map((device) => [
      name,
      `${device.index}`,
      device.name,
      memory(device.memoryBytes),
      device.driver ?? "–",
      device.uuid ?? "–",
    ]),
  );
  if (rows.length === 0) return "";
  const table = renderTable(
    [
      { title: "backend" },
      { title: "device", align: "right" },
      { title: "name" },
      { title: "memory", align: "right" },
      { title: "driver" },
      { title: "uuid" },
    ],
    rows,
  );
  const notes = backends.flatMap(({ name, available, devices }) =>
    // Where the backend itself is missing, its row says what to do first.
    (available ? (devices?.notes ?? []) : []).map((note) => `${yellow("!")} ${name}: ${note}\n`),
  );
  return `\n${bold("devices")}\n${table}${notes.join("")}`;
}
