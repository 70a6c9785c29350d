/** A study's time: that of its fastest trial; ∞ where none reached the target. Under `self` there is one trial. */
export const studyTime = (trialTimes: Iterable<number>): number => {
  let fastest = Number.POSITIVE_INFINITY;
  for (const time of trialTimes) fastest = Math.min(fastest, time);
  return fastest;
};
