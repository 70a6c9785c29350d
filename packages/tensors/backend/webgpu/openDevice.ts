/** The limits that tfjs's kernels are written for are the adapter's own; a device has WebGPU's small defaults unless asked. */
const raisedLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** A device with all the memory that the adapter gives. */
export function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredLimits: Object.fromEntries(raisedLimits.map((name) => [name, limits[name]])),
  });
}
