// Made by `npm run generate -w @steepest/tensors` from packages/tensors/backend/assembly/trees. Do not edit.

export interface TreesExports {
  copy(from: number, to: number, length: number): void;
  combine(x: number, y: number, out: number, length: number, a: number, b: number): void;
  addScaled(x: number, y: number, out: number, length: number, b: number): void;
}

/** Types of the parameters (i32, f32, f64) and of the result, and the parameters' names. */
export const treesSignatures = {
  copy: ["iii:", "from to length"],
  combine: ["iiiiff:", "x y out length a b"],
  addScaled: ["iiiif:", "x y out length b"],
} as const;

/** The module with fused multiply-add and the one without, in base64. */
export const treesModule = {
  name: "trees",
  fma: "AGFzbQEAAAABGANgA39/fwBgBn9/f399fQBgBX9/f399AAIPAQNlbnYGbWVtb3J5AgAAAwQDAAECBycEBGNvcHkAAAdjb21iaW5lAAEJYWRkU2NhbGVkAAIGbWVtb3J5AgAKuAIDDAAgASAAIAL8CgAAC5sBAgF/AnsgAiADQQJ0aiEGIAT9EyEHIAX9EyEIA0AgAkEQaiIDIAZNBEAgAiAA/QAEACAHIAH9AAQAIAj95gH9hQL9CwQAIAMhAiAAQRBqIQAgAUEQaiEBDAELCwNAIAIgBkkEQCACIAD9XAIAIAcgAf1cAgAgCP3mAf2FAv1aAgAAIAJBBGohAiAAQQRqIQAgAUEEaiEBDAELCwuLAQIBfwF7IAIgA0ECdGohBSAE/RMhBgNAIAJBEGoiAyAFTQRAIAIgAf0ABAAgBiAA/QAEAP2FAv0LBAAgAyECIABBEGohACABQRBqIQEMAQsLA0AgAiAFSQRAIAIgAf1cAgAgBiAA/VwCAP2FAv1aAgAAIAJBBGohAiAAQQRqIQAgAUEEaiEBDAELCws=",
  plain: "AGFzbQEAAAABGANgA39/fwBgBn9/f399fQBgBX9/f399AAIPAQNlbnYGbWVtb3J5AgAAAwQDAAECBycEBGNvcHkAAAdjb21iaW5lAAEJYWRkU2NhbGVkAAIGbWVtb3J5AgAKxAIDDAAgASAAIAL8CgAAC6EBAgF/AnsgAiADQQJ0aiEGIAT9EyEHIAX9EyEIA0AgAkEQaiIDIAZNBEAgAiAA/QAEACAH/eYBIAH9AAQAIAj95gH95AH9CwQAIAMhAiAAQRBqIQAgAUEQaiEBDAELCwNAIAIgBkkEQCACIAD9XAIAIAf95gEgAf1cAgAgCP3mAf3kAf1aAgAAIAJBBGohAiAAQQRqIQAgAUEEaiEBDAELCwuRAQIBfwF7IAIgA0ECdGohBSAE/RMhBgNAIAJBEGoiAyAFTQRAIAIgAf0ABAAgBv3mASAA/QAEAP3kAf0LBAAgAyECIABBEGohACABQRBqIQEMAQsLA0AgAiAFSQRAIAIgAf1cAgAgBv3mASAA/VwCAP3kAf1aAgAAIAJBBGohAiAAQQRqIQAgAUEEaiEBDAELCws=",
} as const;
