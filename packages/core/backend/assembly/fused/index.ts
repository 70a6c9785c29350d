export { gatedUnit, gatedUnitGrad } from "./activations";
export { attentionSoftmax, attentionSoftmaxGrad, multiplyInto } from "./attentionRows";
export { connectionistBytes, connectionistLoss } from "./connectionist";
export { normalizeGroups, normalizeGroupsGrad } from "./groupNorm";
export { rotatePairs } from "./rotate";
export { normalizeRows, normalizeRowsGrad } from "./rowNorm";
export { sigmoidCrossEntropy, sigmoidCrossEntropyGrad } from "./sigmoidCrossEntropy";
export { softmaxCrossEntropy, softmaxCrossEntropyGrad } from "./softmaxCrossEntropy";
