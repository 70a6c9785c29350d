import { harnessSurvivors } from "./judgements/harnessSurvivors.ts";
import type { Judgement } from "./judgements/judgement.ts";
import { queueSurvivors } from "./judgements/queueSurvivors.ts";
import { scoreSurvivors } from "./judgements/scoreSurvivors.ts";

/** Every survivor that was looked at. One that is not here is listed as not judged. */
const judgements: readonly Judgement[] = [...scoreSurvivors, ...harnessSurvivors, ...queueSurvivors];

export const judgementOf = (mutant: {
  readonly file: string;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}): Judgement | undefined =>
  judgements.find(
    ({ file, mutator, original, replacement }) =>
      file === mutant.file &&
      (mutator === undefined || mutator === mutant.mutator) &&
      (original === undefined || mutant.original.includes(original)) &&
      (replacement === undefined || replacement === mutant.replacement),
  );
