import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { createClient } from "../../packages/core/schema/api/client.ts";

const tokensSchema = z.object({
  /** Given to the Worker; makes the others. */
  admin: z.string(),
  /** Null until the platform made them. What enters the reference submissions, as `reference`. */
  submitter: z.string().nullable(),
  runner: z.string().nullable(),
  /** Of whoever sits here, as `you`: what they submit is theirs, not `reference`'s. */
  own: z.string().nullable().default(null),
});

/** Who has started the platform is known to it by this handle. */
export const localUser = "you";

export type LocalTokens = z.infer<typeof tokensSchema>;

/** The local platform's tokens, readable by their owner only. A file that is missing or damaged is written anew. */
export async function readTokens(file: string): Promise<LocalTokens> {
  try {
    return tokensSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    const tokens = {
      admin: `stp_${randomBytes(24).toString("base64url")}`,
      submitter: null,
      runner: null,
      own: null,
    };
    await writeTokens(file, tokens);
    return tokens;
  }
}

const writeTokens = (file: string, tokens: LocalTokens) =>
  writeFile(file, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });

/** Makes the tokens that the platform does not know, or that are not on file. */
export async function ensureTokens(
  file: string,
  api: string,
): Promise<{ admin: string; submitter: string; runner: string; own: string }> {
  const { admin, ...onFile } = await readTokens(file);
  const client = createClient({ baseUrl: api, token: admin });
  const known = async (token: string | null) =>
    token !== null &&
    (await createClient({ baseUrl: api, token })
      .suites()
      .then(() => true)
      .catch(() => false));
  const make = async (user: string, role: "submitter" | "runner") =>
    (await client.createToken({ user, role, days: 3650 })).token;
  const tokens = {
    admin,
    submitter: (await known(onFile.submitter))
      ? (onFile.submitter as string)
      : await make("reference", "submitter"),
    runner: (await known(onFile.runner)) ? (onFile.runner as string) : await make("local-runner", "runner"),
    own: (await known(onFile.own)) ? (onFile.own as string) : await make(localUser, "submitter"),
  };
  await writeTokens(file, tokens);
  return tokens;
}
