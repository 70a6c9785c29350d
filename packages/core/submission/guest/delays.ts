/** Whether any transform of this trial takes gradients elsewhere than at the training parameters. */
export const delays = { areUsed: false };
