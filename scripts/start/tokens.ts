import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { createClient } from "../../packages/core/schema/api/client.ts";

const tokensSchema = z.object({
  /** Given to the Worker; makes the other two. */
  admin: z.string(),
  /** Null until the platform made them. */
  submitter: z.string().nullable(),
  runner: z.string().nullable(),
});
export type LocalTokens = z.infer<typeof tokensSchema>;

/** The local platform's tokens, readable by their owner only. A file that is missing or damaged is written anew. */
export async function readTokens(file: string): Promise<LocalTokens> {
  try {
    return tokensSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    const tokens = { admin: `stp_${randomBytes(24).toString("base64url")}`, submitter: null, runner: null };
    await writeTokens(file, tokens);
    return tokens;
  }
}

const writeTokens = (file: string, tokens: LocalTokens) =>
  writeFile(file, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });

/** Makes the submitter's and the runner's tokens where the platform does not know the ones on file. */
export async function ensureTokens(
  file: string,
  api: string,
): Promise<{ admin: string; submitter: string; runner: string }> {
  const { admin, ...onFile } = await readTokens(file);
  const client = createClient({ baseUrl: api, token: admin });
  const known = async (token: string | null) =>
    token !== null &&
    (await createClient({ baseUrl: api, token })
      .suites()
      .then(() => true)
      .catch(() => false));
  const make = async (role: "submitter" | "runner") =>
    (await client.createToken({ user: role === "runner" ? "local-runner" : "reference", role, days: 3650 }))
      .token;
  const tokens = {
    admin,
    submitter: (await known(onFile.submitter)) ? (onFile.submitter as string) : await make("submitter"),
    runner: (await known(onFile.runner)) ? (onFile.runner as string) : await make("runner"),
  };
  await writeTokens(file, tokens);
  return tokens;
}
