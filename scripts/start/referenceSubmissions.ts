import { ApiError } from "../../packages/core/schema/api/apiError.ts";
import type { Client } from "../../packages/core/schema/api/client.ts";
import { referenceSource } from "../../packages/workloads/node/referenceSource.ts";

/** What `npm start` shows at work first: the self-tuning baseline and two others make a board within minutes. */
export const firstSubmissions = ["nadamw_self", "schedule_free_adamw_self", "adam_self"];

/** What follows once that board is complete. */
export const furtherSubmissions = [
  "adamw_self",
  "lamb_self",
  "nesterov_self",
  "muon_self",
  "lion_self",
  "heavy_ball_self",
  "rmsprop_self",
  "adafactor_self",
  "soap_self",
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
export async function enterReference(client: Client, name: string, board: string): Promise<string> {
  const created = client.createSubmission(referenceSource(name));
  const version = await orExisting(created.then(({ version }) => version));
  return orExisting(client.createEntry({ version, board }).then((entry) => entry.id));
}
