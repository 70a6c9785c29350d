import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { Bindings } from "../bindings.ts";
import { storeJson } from "../database/store.ts";
import { type Highlighting, highlightingSchema } from "../reader/reading.ts";
import { askReader } from "./askReader.ts";

/** Files without one are shown plainly. */
const plain: Highlighting = { classes: [], files: {} };

/**
 * The tokens of a version's files, as they were stored when it was uploaded. Those of a version that is older than this store are read at its first
 * view and stored then; what cannot be read is stored as plain, so that it is not tried at every view.
 */
export async function highlightingOf(
  { STORE, READER }: Pick<Bindings, "STORE" | "READER">,
  version: string,
  source: SubmissionSource,
): Promise<Highlighting> {
  const stored = await STORE.get(`readings/${version}`);
  if (stored !== null) return highlightingSchema.parse(await stored.json());
  const reading = await askReader(READER, { source, evaluate: false, turn: "views" });
  if (reading.state === "busy") return plain;
  const highlighting = reading.state === "read" ? reading.highlighting : plain;
  await storeHighlighting(STORE, version, highlighting);
  return highlighting;
}

export const storeHighlighting = async (
  store: Bindings["STORE"],
  version: string,
  highlighting: Highlighting,
): Promise<void> => {
  await storeJson(store, "readings", () => version, highlighting);
};
