/** What GPUs are called that are imitated on the processor, slower than `wasm`. */
export const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render/i;
