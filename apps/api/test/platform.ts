import { env } from "cloudflare:test";
import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import type { Runner } from "@steepest/core/schema/api/runners.ts";
import type { Role } from "@steepest/core/schema/api/tokens.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { createApp } from "../app.ts";
import type { Bindings } from "../bindings.ts";
import { environment } from "./environment.ts";

/** The real bindings that workerd gives the tests: D1 and R2 of this test file. */
export const bindings = env as unknown as Bindings;
const app = createApp();

export const send = (request: Request): Response | Promise<Response> => app.fetch(request, bindings);

export const clientOf = (token?: string, variables: Partial<Bindings> = {}): Client =>
  createClient({
    baseUrl: "http://api.test",
    fetch: (request) => app.fetch(request, { ...bindings, ...variables }),
    ...(token === undefined ? {} : { token }),
  });

export const visitor = clientOf();
export const admin = clientOf(bindings.STEEPEST_ADMIN_TOKEN);

export async function tokenFor(role: Role, user: string): Promise<string> {
  return (await admin.createToken({ user, role })).token;
}

export const clientFor = async (role: Role, user: string): Promise<Client> =>
  clientOf(await tokenFor(role, user));

export const sourceOf = (name: string, ruleset: "self" | "external" = "self"): SubmissionSource => ({
  entry: "submission.ts",
  files: {
    "submission.ts": `
import { defineSubmission } from "steepest";
export default defineSubmission({
  name: ${JSON.stringify(name)},
  ruleset: "${ruleset}",
  hyperparameters: ${ruleset === "self" ? "[{ lr: 0.1 }]" : '{ lr: { min: 0.001, max: 1, scaling: "log" } }'},
  init() { return null; },
  update(ctx) { return { params: ctx.params, state: ctx.state }; },
});
`,
  },
});

/** Uploads a submission and enters it on its board of the quick suite. */
export async function enter(
  client: Client,
  name: string,
  ruleset: "self" | "external" = "self",
): Promise<EntryDetail> {
  const { version } = await client.createSubmission(sourceOf(name, ruleset));
  return client.createEntry({ version, board: `quick.${ruleset}.cpu-wasm` });
}

export const register = (client: Client, name: string, jobs = 1): Promise<Runner> =>
  client.registerRunner({ name, environment: { ...environment, jobs } });
