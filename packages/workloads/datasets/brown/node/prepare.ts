import type { PreparedFiles } from "../../../node/preparedFiles.ts";
import { encode } from "../alphabet.ts";
import { readDocuments } from "./readDocuments.ts";

/** The Brown corpus as three byte-level texts, split by document. */
export async function prepare(): Promise<PreparedFiles> {
  const { train, validation, test } = await readDocuments();
  return {
    "train.bin": encode(train.join("")),
    "validation.bin": encode(validation.join("")),
    "test.bin": encode(test.join("")),
  };
}
