import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiError } from "../../packages/core/schema/api/apiError.ts";
import type { Client } from "../../packages/core/schema/api/client.ts";

/** What `npm start` shows at work first: the self-tuning baseline and two others make a board within minutes. */
export const firstSubmissions = ["nadamw_self.ts", "schedule_free_adamw_self.ts", "adam_self.ts"];

/** What follows once that board is complete. */
export const furtherSubmissions = [
  "adamw_self.ts",
  "lamb_self.ts",
  "nesterov_self.ts",
  "muon_self.ts",
  "lion_self.ts",
  "heavy_ball_self.ts",
  "rmsprop_self.ts",
  "adafactor_self.ts",
  "soap_self.ts",
];

/** What was asked for is there already: the id of it. */
async function orExisting(created: Promise<string>): Promise<string> {
  try {
    return await created;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409 && error.problem.existing !== undefined) {
      return error.problem.existing;
    }
    throw error;
  }
}

/** Uploads a reference submission and enters it on the board, unless that was done before. Resolves to the entry's id. */
export async function enterReference(client: Client, file: string, board: string): Promise<string> {
  const path = fileURLToPath(new URL(`../../submissions/${file}`, import.meta.url));
  const source = { entry: basename(path), files: { [basename(path)]: await readFile(path, "utf8") } };
  const version = await orExisting(client.createSubmission(source).then((created) => created.version));
  return orExisting(client.createEntry({ version, board }).then((entry) => entry.id));
}
