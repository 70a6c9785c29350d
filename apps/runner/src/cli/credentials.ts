import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** `credentials.json` of the local state: what `steepest login` was given, by platform. */
const credentialsSchema = z.object({
  format: z.literal("steepest-credentials/1"),
  /** By origin. */
  platforms: z.record(z.string(), z.object({ user: z.string(), token: z.string(), expiresAt: z.string() })),
});
export type Credential = z.infer<typeof credentialsSchema>["platforms"][string];

const fileOf = (home: string): string => join(home, "credentials.json");

function readCredentials(home: string): Readonly<Record<string, Credential>> {
  let text: string;
  try {
    text = readFileSync(fileOf(home), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  try {
    return credentialsSchema.parse(JSON.parse(text)).platforms;
  } catch {
    // Damaged: logging in again writes it anew.
    return {};
  }
}

/** What this user has logged in to a platform with; null where they have not. */
export const credentialOf = (home: string, api: string): Credential | null =>
  Object.entries(readCredentials(home)).find(([origin]) => origin === api)?.[1] ?? null;

/** Keeps a platform's credential, or (null) forgets it. Only this user may read the file, from its first byte on. */
export function keepCredential(home: string, api: string, credential: Credential | null): void {
  const { [api]: _before, ...others } = readCredentials(home);
  const platforms = credential === null ? others : { ...others, [api]: credential };
  const file = fileOf(home);
  mkdirSync(dirname(file), { recursive: true });
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify({ format: "steepest-credentials/1", platforms }, null, 2)}\n`, {
    mode: 0o600,
  });
  chmodSync(written, 0o600);
  renameSync(written, file);
}
