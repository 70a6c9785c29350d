import { z } from "zod";
import type { SubwordRules } from "./subwords.ts";

const schema = z.strictObject({
  characters: z.array(z.string()),
  merges: z.array(z.tuple([z.int(), z.int()])),
});

/** The rules in the bytes of a vocabulary file (JSON). */
export const parseSubwordRules = (bytes: Uint8Array): SubwordRules =>
  schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
