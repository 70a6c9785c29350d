/** Frames that a speech model makes one frame of logits of, by two convolutions of stride 2. */
export const subsampling = 4;

/** How many frames of logits `frames` frames become. */
export const outputLength = (frames: number): number => Math.ceil(frames / subsampling);
