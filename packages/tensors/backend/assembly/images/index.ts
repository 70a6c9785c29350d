export { depthwise, depthwiseInputGradient, turnFilter } from "./depthwise";
export { depthwiseFilterGradient } from "./depthwiseFilterGradient";
export { fourier2d } from "./fourier";
export { gather, segmentSum, segmentSumIntegers } from "./gather";
export { lookUpBytes } from "./lookUp";
export { repeatChannels, sumChannels } from "./multiplier";
export { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from "./pool";
export { resizeGradient, resizeNearest } from "./resize";
export { searchSorted } from "./searchSorted";
