import { unmeasuredClasses } from "@steepest/workloads/catalogue.ts";
import { wallClass } from "@steepest/workloads/hardwareClasses.ts";
import { expect, test } from "vitest";
import { calibrationOf, environment } from "../test/environment.ts";
import { bindings, clientFor, clientOf, enter, sourceOf, tokenFor, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";

const { referenceCalibrationSeconds: reference, calibrationTolerance: tolerance } = wallClass;
const token = await tokenFor("runner", "machine");
const machine = clientOf(token);
/** The same platform with the check of hardware classes off, as `npm start` runs it. */
const unchecked = clientOf(token, { STEEPEST_HARDWARE_CLASS_CHECK: "off" });
await enter(await clientFor("submitter", "ada"), "waiting");

const environmentOf = (seconds: number | null) => ({
  ...environment,
  hardwareClass: wallClass.id,
  calibrationSeconds: seconds,
  calibration: seconds === null ? null : calibrationOf(seconds),
});
const registerAt = (seconds: number | null, client = machine) =>
  client.registerRunner({ name: "measured", environment: environmentOf(seconds) });

test("where reference time is counted, a runner of any speed gets trials, calibrated or not", async () => {
  const { id, standing } = await machine.registerRunner({ name: "any", environment });
  expect(standing).toEqual({ kind: "any-speed" });
  const lease = await machine.lease(id);
  expect(lease).toMatchObject({ submission: "waiting" });
  await machine.release(lease?.trial ?? "", { attempt: 1, cause: "drain", reason: "" });
});

test("a device is named in plain words; text that would move a terminal's cursor is refused", async () => {
  const device = { index: 3, name: "NVIDIA H100", uuid: "GPU-3", driver: "535.104.05", memoryBytes: 8e10 };
  const registerWith = (name: string) =>
    machine.registerRunner({ name: "any", environment: { ...environment, device: { ...device, name } } });
  expect((await registerWith("NVIDIA H100")).environment.device).toEqual(device);
  for (const name of ["\u001b[2JH100", "H\u202e100", "x".repeat(201), ""])
    expect(await problemOf(registerWith(name))).toMatchObject({ status: 422 });
});

test("a runner without a calibration is told so, and gets no trial", async () => {
  const { id, standing, calibratedAt } = await registerAt(null);
  expect([standing, calibratedAt]).toEqual([{ kind: "uncalibrated" }, null]);
  expect(await problemOf(machine.lease(id))).toMatchObject({ status: 409, code: "runner-uncalibrated" });
});

test("a runner of the class's speed gets trials; its calibration is kept", async () => {
  const { id, standing, calibratedAt } = await registerAt(reference * 1.05);
  expect(standing).toEqual({ kind: "within", relativeSpeed: expect.closeTo(1 / 1.05, 9), tolerance });
  expect(Date.parse(calibratedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
  // Nothing is queued for a class without budgets; but it is not refused.
  expect(await machine.lease(id)).toBeNull();
  const listed = (await visitor.runners()).find(({ name }) => name === "measured");
  expect(listed).toMatchObject({ name: "measured", standing: { kind: "within" } });
});

test.each([
  ["slower", 1.5, "67 %", "Let nothing else run"],
  ["faster", 0.5, "200 %", "a class of its own"],
])(
  "a %s runner is told by how much and gets no trial until a calibration is inside",
  async (_, factor, speed, advice) => {
    const { id, standing } = await registerAt(reference * factor);
    expect(standing).toMatchObject({ kind: "outside", relativeSpeed: expect.closeTo(1 / factor, 9) });
    const problem = await problemOf(machine.lease(id));
    expect(problem).toMatchObject({ status: 409, code: "runner-outside-class" });
    expect(problem.title).toContain(`at ${speed} of the speed`);
    expect(problem.solution).toContain(advice);

    const renewed = await registerAt(reference);
    expect(renewed).toMatchObject({ id, standing: { kind: "within" } });
    expect(await machine.lease(id)).toBeNull();
  },
);

test("a short calibration is not enough where classes are checked", async () => {
  const short = { ...calibrationOf(reference), passes: 1 };
  const { standing } = await machine.registerRunner({
    name: "measured",
    environment: { ...environmentOf(reference), calibration: short },
  });
  expect(standing).toEqual({ kind: "uncalibrated" });
});

test("where the check is off, a runner of any speed gets trials and is shown as not checked", async () => {
  const { id, standing } = await registerAt(reference * 3, unchecked);
  expect(standing).toEqual({ kind: "not-checked", relativeSpeed: expect.closeTo(1 / 3, 9) });
  expect(await unchecked.lease(id)).toBeNull();
});

test("a figure that a runner says again is as old as it was, and one of more than a day ago counts no more", async () => {
  const { id, calibratedAt } = await registerAt(reference * 1.01);
  const dayAgo = Date.now() - 25 * 3600_000;
  const { DB } = bindings;
  await DB.prepare("UPDATE runners SET calibrated_at = ? WHERE id = ?").bind(dayAgo, id).run();
  expect(Date.parse(calibratedAt ?? "")).toBeGreaterThan(dayAgo);
  expect(await problemOf(machine.lease(id))).toMatchObject({ status: 409, code: "runner-uncalibrated" });
  const again = await registerAt(reference * 1.01);
  expect(again).toMatchObject({
    standing: { kind: "uncalibrated" },
    calibratedAt: new Date(dayAgo).toISOString(),
  });
  expect(await registerAt(reference * 1.02)).toMatchObject({ standing: { kind: "within" } });
});

test.each(unmeasuredClasses)(
  "a class that is declared and not measured has no board, takes no entry and no runner, and says what is missing: $id",
  async ({ id, backend }) => {
    const closed = { code: "class-unmeasured", detail: expect.stringContaining("mnist_mlp") };
    const board = `quick.self.${id}`;
    expect(await problemOf(visitor.board(board))).toMatchObject({ status: 404, ...closed });
    expect((await visitor.boards()).map((each) => each.id)).not.toContain(board);
    const ada = await clientFor("submitter", "ada");
    const { version } = await ada.createSubmission(sourceOf(`for_${id.replace("-", "_")}`));
    expect(await problemOf(ada.createEntry({ version, board }))).toMatchObject({ status: 422, ...closed });
    const ofClass = { ...environment, backend, hardwareClass: id };
    expect(await problemOf(machine.registerRunner({ name: "gpu", environment: ofClass }))).toMatchObject({
      status: 422,
      ...closed,
    });
  },
);
