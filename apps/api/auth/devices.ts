import type { CreatedToken, Role } from "@steepest/core/schema/api/tokens.ts";
import { and, eq, gt, isNull, lte, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { devices } from "../database/userTables.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { createToken } from "./createToken.ts";
import { createSecret, hashSecret } from "./secrets.ts";

/** Consonants that are not taken for one another: codes spell nothing. */
const letters = "BCDFGHJKLMNPQRSTVWXZ";
const codeLength = 8;
const minutes = 10;
const tokenDays = 365;
const dayMilliseconds = 86_400_000;

/** Seconds that a program waits between two questions; one that asks at twice the pace is refused. */
export const interval = 2;

export const shownCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** As it was typed: in any case, with or without the hyphen. */
const keptCode = (typed: string): string => typed.toUpperCase().replace(/[^A-Z]/g, "");

type DeviceRow = typeof devices.$inferSelect;

export async function createDevice(
  database: Database,
  { name, scopes }: { readonly name: string; readonly scopes: readonly Role[] },
  now: number,
): Promise<{ readonly deviceCode: string; readonly device: DeviceRow }> {
  const deviceCode = createSecret();
  const [, [device]] = await database.batch([
    database.delete(devices).where(lte(devices.expiresAt, now)),
    database
      .insert(devices)
      .values({
        deviceCodeSha256: hashSecret(deviceCode),
        userCode: drawCode(),
        name,
        scopes: [...new Set(scopes)],
        createdAt: now,
        expiresAt: now + minutes * 60_000,
      })
      .returning(),
  ]);
  if (device === undefined) throw new Error("inserting a device returned nothing");
  return { deviceCode, device };
}

function drawCode(): string {
  // 240 is the greatest multiple of 20 below 256: every letter is as likely.
  const drawn: string[] = [];
  while (drawn.length < codeLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(2 * codeLength))) {
      if (byte < 240 && drawn.length < codeLength) drawn.push(letters[byte % letters.length] as string);
    }
  }
  return drawn.join("");
}

/** A device that waits to be let in. Throws a 404 problem where there is none with this code. */
export async function waitingDevice(database: Database, code: string, now: number): Promise<DeviceRow> {
  const [device] = await database
    .select()
    .from(devices)
    .where(waiting(keptCode(code), now));
  if (device === undefined) throw unknownCode(code);
  return device;
}

const waiting = (code: string, now: number) =>
  and(
    eq(devices.userCode, code),
    gt(devices.expiresAt, now),
    isNull(devices.approvedBy),
    isNull(devices.deniedAt),
  );

const unknownCode = (code: string) =>
  notFound("device", code, "the terminal that shows the code, which lasts ten minutes");

/** Lets a device in as a user, or turns it away. Throws a 404 problem where none waits with this code. */
export async function decideDevice(
  database: Database,
  code: string,
  decision: { readonly approvedBy: string } | { readonly deniedAt: number },
  now: number,
): Promise<void> {
  const decided = await database
    .update(devices)
    .set(decision)
    .where(waiting(keptCode(code), now))
    .returning({ code: devices.userCode });
  if (decided.length === 0) throw unknownCode(code);
}

/** The token of a device that was let in, once; null as long as nobody has decided. Throws problems where it asks too often, too late, or was turned away. */
export async function takeDeviceToken(
  database: Database,
  deviceCode: string,
  now: number,
): Promise<CreatedToken | null> {
  const key = eq(devices.deviceCodeSha256, hashSecret(deviceCode));
  const [device] = await database.select().from(devices).where(key);
  if (device === undefined || device.expiresAt <= now) {
    throw new ApiProblem(410, "device-expired", {
      title: "This code is no longer good.",
      detail: `It lasts ${minutes} minutes and gives one token.`,
      solution: "Start again: steepest login.",
    });
  }
  if (device.deniedAt !== null) {
    throw new ApiProblem(403, "device-denied", {
      title: "The sign-in was declined.",
      detail: "Whoever entered the code said no.",
      solution: "Start again with `steepest login`, if it was you.",
    });
  }
  if (device.approvedBy === null) {
    if (now - (device.polledAt ?? 0) < (interval * 1000) / 2) {
      throw new ApiProblem(429, "slow-down", {
        title: "This device asks too often.",
        detail: `It may ask every ${interval} seconds.`,
        solution: "Wait for `interval` seconds between two questions.",
      });
    }
    await database.update(devices).set({ polledAt: now }).where(key);
    return null;
  }
  // Whoever removes the row makes the token: of two questions at once only one.
  const taken = await database.delete(devices).where(and(key, sql`approved_by IS NOT NULL`)).returning();
  if (taken.length === 0) return null;
  const expiresAt = now + tokenDays * dayMilliseconds;
  return createToken(
    database,
    { user: device.approvedBy, name: device.name, scopes: device.scopes, expiresAt },
    device.approvedBy,
    now,
  );
}
