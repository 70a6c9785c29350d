import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, hostname, release } from "node:os";
import { join } from "node:path";
import type { BackendName } from "@steepest/core/backend/openBackend.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { z } from "zod";
import { steepestVersion } from "../steepestVersion.ts";
import { spawnTrialProcess } from "../trial/spawnTrialProcess.ts";

const calibrationMessageSchema = z.discriminatedUnion("ok", [
  z.strictObject({
    ok: z.literal(true),
    featureLevel: z.string(),
    calibrationSeconds: z.number().positive(),
  }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({ code: z.string(), what: z.string(), details: z.string(), solution: z.string() }),
  }),
]);
export type CalibrationMessage = z.infer<typeof calibrationMessageSchema>;

const cachedSchema = z.strictObject({
  key: z.string(),
  measuredAt: z.number(),
  featureLevel: z.string(),
  calibrationSeconds: z.number().positive(),
});

export interface Calibration {
  readonly featureLevel: string;
  readonly calibrationSeconds: number;
}

const validMilliseconds = 24 * 3600 * 1000;

/** How fast this machine is with a backend. Measured in a process of its own, and kept for a day. */
export async function calibrateHere(home: string, backend: BackendName): Promise<Calibration> {
  const path = join(home, `calibration-${backend}.json`);
  const key = JSON.stringify([
    steepestVersion,
    hostname(),
    cpus()[0]?.model,
    cpus().length,
    release(),
    process.version,
  ]);
  const cached = readCached(path);
  if (cached !== null && cached.key === key && Date.now() - cached.measuredAt < validMilliseconds)
    return cached;
  const calibration = await measure(backend);
  mkdirSync(home, { recursive: true });
  writeFileSync(path, JSON.stringify({ key, measuredAt: Date.now(), ...calibration }));
  return calibration;
}

function readCached(path: string) {
  try {
    return cachedSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Not there yet, or of another version: measure anew.
    return null;
  }
}

async function measure(backend: BackendName): Promise<Calibration> {
  const module = new URL("./calibrationProcess.ts", import.meta.url);
  const child = spawnTrialProcess({ module, core: null, argument: backend });
  let errorOutput = "";
  child.stdout?.resume();
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errorOutput += text;
  });
  const answer = await Promise.race([once(child, "message"), once(child, "close").then(() => null)]);
  if (answer === null) throw new Error(`the calibration's process ended without an answer\n${errorOutput}`);
  const message = calibrationMessageSchema.parse(answer[0]);
  if (!message.ok) throw new UserError(message.error);
  const { featureLevel, calibrationSeconds } = message;
  return { featureLevel, calibrationSeconds };
}
