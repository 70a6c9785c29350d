import { z } from "zod";
import { type Ruleset, rulesetSchema } from "./ruleset.ts";

/** A board is one (suite, ruleset, hardware class), written `suite.ruleset.hardware-class`. */
export interface Board {
  readonly suite: string;
  readonly ruleset: Ruleset;
  readonly hardwareClass: string;
}

export const boardIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]*\.(external|self)\.[a-z0-9-]+$/, "must look like `quick.self.cpu-wasm`");

export const formatBoardId = (board: Board): string =>
  `${board.suite}.${board.ruleset}.${board.hardwareClass}`;

/** Throws a ZodError where the text is not a board id. */
export const parseBoardId = (id: string): Board => {
  const [suite = "", ruleset, hardwareClass = ""] = boardIdSchema.parse(id).split(".");
  return { suite, ruleset: rulesetSchema.parse(ruleset), hardwareClass };
};
