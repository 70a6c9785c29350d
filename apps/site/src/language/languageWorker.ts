import known from "virtual:declarations";
import { createWorker } from "@valtown/codemirror-ts/worker";
import { answerCalls } from "../play/callWorker.ts";
import { documentationAt } from "./documentationAt.ts";
import { openLanguage } from "./openLanguage.ts";

const language = createWorker(() => openLanguage(known));

interface Asked {
  readonly path: string;
  readonly pos: number;
  readonly name: string;
}

const functions = {
  initialize: (_: null) => language.initialize(),
  updateFile: (file: Parameters<typeof language.updateFile>[0]) => language.updateFile(file),
  getLints: (asked: Parameters<typeof language.getLints>[0]) => language.getLints(asked),
  getAutocompletion: (asked: Parameters<typeof language.getAutocompletion>[0]) =>
    language.getAutocompletion(asked),
  getHover: (asked: Parameters<typeof language.getHover>[0]) => language.getHover(asked),
  /** Type and documentation of a completion. */
  describe: ({ path, pos, name }: Asked) => documentationAt(language.getEnv(), path, pos, name),
};
export type LanguageFunctions = typeof functions;

answerCalls(functions);
