const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render/i;

/** What a person and a record are told about an adapter. */
export interface AdapterDescription {
  /** E.g. `NVIDIA GeForce RTX 4070`. Browsers hide it: then the vendor and the architecture. */
  readonly device: string;
  /** Vendor and architecture, e.g. `nvidia-ada`, which say which kernels and roundings to expect: part of a record. */
  readonly featureLevel: string;
  /** A GPU emulated on the CPU, slower than `wasm`. */
  readonly software: boolean;
  readonly maxBufferBytes: number;
}

/** Reads an adapter's name and limits; every field of its information may be empty. */
export function describeAdapter({ info, limits }: GPUAdapter): AdapterDescription {
  const { vendor, architecture, device, description } = info;
  const featureLevel = [vendor, architecture].filter((part) => part !== "").join("-") || "unknown";
  return {
    device: description || device || featureLevel,
    featureLevel,
    software: info.isFallbackAdapter === true || softwareNames.test(`${description} ${architecture}`),
    maxBufferBytes: limits.maxBufferSize,
  };
}
