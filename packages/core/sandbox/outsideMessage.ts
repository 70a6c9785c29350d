/** What host functions answer outside of the charged functions: in a trial the same as in `readManifest`, or a submission could tell them apart. */
export const outsideMessage =
  "trees, batches and random numbers are there inside init, selectBatch, update and prepareForEval only";
