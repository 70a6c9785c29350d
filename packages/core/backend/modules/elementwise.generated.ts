// Made by `npm run generate -w @steepest/core` from packages/core/backend/assembly/elementwise. Do not edit.

export interface ElementwiseExports {
  relu(x: number, out: number, length: number): void;
}

/** The module with fused multiply-add and the one without, in base64. */
export const elementwiseModule = {
  name: "elementwise",
  fma: "AGFzbQEAAAABBwFgA39/fwACDwEDZW52Bm1lbW9yeQIAAAMCAQAHEQIEcmVsdQAABm1lbW9yeQIACnkBdwEBfyABIAJBAnRqIQMDQCABQRBqIgIgA00EQCABIAD9AAQA/QwAAAAAAAAAAAAAAAAAAAAA/ekB/QsEACACIQEgAEEQaiEADAELCwNAIAEgA0kEQCABIAAqAgBDAAAAAJc4AgAgAUEEaiEBIABBBGohAAwBCwsL",
  plain: "AGFzbQEAAAABBwFgA39/fwACDwEDZW52Bm1lbW9yeQIAAAMCAQAHEQIEcmVsdQAABm1lbW9yeQIACnkBdwEBfyABIAJBAnRqIQMDQCABQRBqIgIgA00EQCABIAD9AAQA/QwAAAAAAAAAAAAAAAAAAAAA/ekB/QsEACACIQEgAEEQaiEADAELCwNAIAEgA0kEQCABIAAqAgBDAAAAAJc4AgAgAUEEaiEBIABBBGohAAwBCwsL",
} as const;
