export { gatedUnit, gatedUnitGrad } from "./activations";
export { attention, attentionGrad } from "./attention";
export { connectionistBytes } from "./connectionist";
export { connectionistLosses } from "./connectionistBatch";
export { normalizeGroups, normalizeGroupsGrad } from "./groupNorm";
export { rotatePairs } from "./rotate";
export { normalizeRows, normalizeRowsGrad } from "./rowNorm";
export { sigmoidCrossEntropy, sigmoidCrossEntropyGrad } from "./sigmoidCrossEntropy";
export { softmaxCrossEntropy, softmaxCrossEntropyGrad } from "./softmaxCrossEntropy";
