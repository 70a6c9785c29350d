import { median } from "./median.ts";
import { studyTime } from "./studyTime.ts";

/**
 * A workload's time from the trial times of its studies: the median over studies of the fastest trial of each;
 * under `self` a study has one trial. An empty study counts as not reached.
 */
export const workloadTime = (studies: readonly (readonly number[])[]): number =>
  median(studies.map(studyTime));
