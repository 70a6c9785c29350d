import { readFile, writeFile } from "node:fs/promises";
import { cpus, hostname } from "node:os";
import { parseArgs } from "node:util";
import { UserError } from "@steepest/base/userError.ts";
import { classReferenceSchema } from "@steepest/core/schema/hardwareClass.ts";
import type { WorkloadTarget } from "@steepest/core/schema/workloadCard.ts";
import { describeBackends, devicesOf } from "@steepest/tensors/backend/describeBackends.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { anyCard, suite, suites } from "../catalogue.ts";
import { declaredClasses, references } from "../hardwareClasses.ts";
import { prepareData } from "./prepareData.ts";
import { repositoryRoot } from "./repositoryRoot.ts";
import { calibrateClass } from "./targets/calibrateClass.ts";
import { rerunsOf, unbarred, winnerRun } from "./targets/reruns.ts";
import { RunLog } from "./targets/runLog.ts";
import { runPool } from "./targets/runPool.ts";
import { seconds } from "./targets/seconds.ts";
import { targetFiles } from "./targets/targetFiles.ts";
import type { TargetRunResult } from "./targets/targetRun.ts";
import { wholeNumber } from "./targets/wholeNumber.ts";
import { workloadVersion } from "./targets/workloadVersion.ts";

const help = `Opens a hardware class that the clock rules: measures on this machine, which becomes its reference, what is missing.
For every workload the runs that set its target are trained again, one at a time on one device, as many steps as then: their
charged seconds give budget and evaluation period (<workload>/target.json). The seconds of full calibrations, each in a
process of its own, are the class's reference (classReferences.json), written last: then the class is open. Interrupted, it
goes on where it stopped. Let nothing else run meanwhile.

  npm run measure:class -- --class ID [options]

  --class ID      ${declaredClasses.map(({ id }) => id).join(", ")}
  --suite ID      whose workloads, repeated (default: all listed suites); boards open for suites that are measured in full
  --reruns N      runs of each workload (default: as many as set its target)
  --rounds N      calibrations (default 3)
  --device N      the GPU, as \`steepest doctor\` numbers it (default: the first)
  --again         measure a class anew that is open: its older records are compared with no newer ones
  --directory DIR holds data and run logs (default .steepest)
`;

const { values } = parseArgs({
  options: {
    class: { type: "string" },
    suite: { type: "string", multiple: true, default: suites.map(({ id }) => id) },
    reruns: { type: "string" },
    rounds: { type: "string", default: "3" },
    device: { type: "string" },
    again: { type: "boolean", default: false },
    directory: { type: "string", default: ".steepest" },
    help: { type: "boolean", default: false },
  },
});

const referencesFile = new URL("../classReferences.json", import.meta.url);

if (values.help) console.log(help);
else {
  try {
    await measureClass();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error([error.message, error.details, error.solution].filter(Boolean).join("\n"));
    process.exitCode = 1;
  }
}

async function measureClass(): Promise<void> {
  const declared = declaredClasses.find(({ id }) => id === values.class);
  if (declared === undefined) {
    throw new UserError({
      code: "unknown-hardware-class",
      what: values.class === undefined ? "--class is missing." : `No class ${values.class} is declared.`,
      solution: `Use one of: ${declaredClasses.map(({ id }) => id).join(", ")}.`,
    });
  }
  const { id: hardwareClass, backend, calibrationTolerance: tolerance } = declared;
  const rounds = wholeNumber("rounds", values.rounds, 1);
  registerNodeProviders();
  const device = await deviceFor(backend);
  const where = device === null ? null : [device.name, device.driver].filter(Boolean).join(", driver ");
  const before = values.again ? undefined : references[hardwareClass];
  if (before !== undefined && before.device !== where) {
    throw new UserError({
      code: "another-reference",
      what: `${hardwareClass} refers to another machine: ${before.device ?? before.machine}.`,
      details: `This one has ${where ?? cpus()[0]?.model}. Times of two machines are not of one class.`,
      solution: "Measure on that machine, or the whole class anew on this one: --again.",
    });
  }
  const ofClass = { hardwareClass, backend };
  const variables = device?.variables ?? {};
  const measured: Record<string, { chargedSeconds: number[]; evaluationSeconds: number }> = {};
  for (const id of new Set(values.suite.flatMap((each) => suite(each).workloads))) {
    const card = anyCard(id);
    const log = await RunLog.open(
      `${values.directory}/targets/${id}.${hardwareClass}.jsonl`,
      `${await workloadVersion(id)}, ${hostname()}, ${where ?? cpus()[0]?.model}`,
    );
    const { winner } = card.target.provenance;
    const count =
      values.reruns === undefined ? winner.validation.length : wholeNumber("reruns", values.reruns, 1);
    const runs = rerunsOf(winnerRun(id, winner), 0, count);
    const dataDirectory = `${values.directory}/data`;
    await prepareData(id, { directory: dataDirectory });
    await runPool(unbarred(runs.filter((run) => log.get(run) === undefined)), {
      ...{ workload: id, dataDirectory, ofClass, variables, jobs: 1 },
      async onResult(result) {
        await log.add(result);
        console.log(
          `${id}: ${result.run.steps} steps of ${result.run.algorithm} in ${result.chargedSeconds.toFixed(2)} s`,
        );
      },
    });
    const results = runs.map((run) => log.get(run) as TargetRunResult);
    const times = seconds(card.metric, card.target.validation, results);
    measured[id] = { chargedSeconds: times.chargedSeconds, evaluationSeconds: times.evaluationSeconds };
    await writeTimes(id, hardwareClass, times);
    console.log(`${id}: budget ${times.budgetSeconds} s, evaluated every ${times.evaluationPeriodSeconds} s`);
  }
  const calibration =
    before === undefined
      ? await calibrateClass({ ...{ backend, variables, rounds, tolerance }, say: console.log })
      : { seconds: before.calibrationSeconds, rounds: before.rounds };
  const reference = classReferenceSchema.parse({
    calibrationSeconds: calibration.seconds,
    rounds: calibration.rounds,
    machine: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores`,
    device: where,
    date: new Date().toISOString().slice(0, 10),
    command: `npm run measure:class -- ${process.argv.slice(2).join(" ")}`,
    workloads: { ...before?.workloads, ...measured },
  });
  const text = JSON.stringify({ ...references, [hardwareClass]: reference }, null, 2);
  await writeFile(referencesFile, `${text}\n`);
  console.log(
    `${hardwareClass} is open, with ${calibration.seconds.toFixed(3)} s of calibration as its reference. Commit ${repositoryRoot}/packages/workloads, and deploy the platform with it.`,
  );
}

/** The device that is measured; null where the backend computes on the processor. */
async function deviceFor(backend: Parameters<typeof devicesOf>[0]): Promise<ComputeDevice | null> {
  const found = (await describeBackends()).find(({ name }) => name === backend);
  if (found?.available !== true || found.software === true) {
    throw new UserError({
      code: "backend-unavailable",
      what: `${backend} does not work on this machine as a class's reference must.`,
      details: found?.reason ?? "It is not part of this version.",
      solution: found?.solution || `Run \`npx steepest doctor --backend ${backend}\`.`,
    });
  }
  const listed = await devicesOf(backend);
  if (listed === null) return null;
  const wanted = values.device === undefined ? null : wholeNumber("device", values.device, 0);
  const device = listed.devices.find(({ index }) => wanted === null || index === wanted);
  if (device !== undefined) return device;
  throw new UserError({
    code: "unknown-device",
    what: `There is no device ${wanted ?? 0}.`,
    details: `Found: ${listed.devices.map(({ index, name }) => `${index} (${name})`).join(", ") || listed.notes.join(" ")}.`,
    solution: "Give --device a number that `npx steepest doctor` shows.",
  });
}

/** Puts a class's budget and evaluation period beside those of the others. */
async function writeTimes(
  id: string,
  hardwareClass: string,
  { budgetSeconds, evaluationPeriodSeconds }: ReturnType<typeof seconds>,
): Promise<void> {
  const { target: file } = targetFiles(anyCard(id));
  const target = JSON.parse(await readFile(file, "utf8")) as WorkloadTarget;
  const changed: WorkloadTarget = {
    ...target,
    budgetSeconds: { ...target.budgetSeconds, [hardwareClass]: budgetSeconds },
    evaluationPeriodSeconds: { ...target.evaluationPeriodSeconds, [hardwareClass]: evaluationPeriodSeconds },
  };
  await writeFile(file, `${JSON.stringify(changed, null, 2)}\n`);
}
