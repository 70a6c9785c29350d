import { DeviceFailure } from "@steepest/base/deviceFailure.ts";

/** What became of a device. */
export interface DeviceWatch {
  /** The first failure, or null. */
  readonly failure: DeviceFailure | null;
  /** Resolves when the device is lost. */
  readonly lost: Promise<void>;
}

/**
 * Listens to a device. WebGPU never throws for what fails on the device: operations turn into nothing, tensors keep what was in their
 * memory before, and training would go on with numbers that mean nothing. tfjs listens to none of it.
 */
export function watchDevice(device: GPUDevice): DeviceWatch {
  let failure: DeviceFailure | null = null;
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    failure ??= failureOf(event.error);
  });
  const lost = device.lost.then(({ message, reason }) => {
    const why = message === "" ? reason : message;
    failure ??= new DeviceFailure("device-lost", `The GPU's device was lost: ${why}.`);
  });
  return {
    get failure() {
      return failure;
    },
    lost,
  };
}

function failureOf(error: GPUError): DeviceFailure {
  const [line = ""] = error.message.split("\n");
  if (error instanceof GPUOutOfMemoryError)
    return new DeviceFailure("device-out-of-memory", `The GPU's memory is full: ${line}`);
  if (/exceeds the max(imum)? (buffer|storage)/i.test(line)) {
    return new DeviceFailure(
      "device-out-of-memory",
      `A tensor is larger than the GPU's driver allows: ${line}`,
    );
  }
  return new DeviceFailure("device-error", `The GPU refused an operation: ${line}`);
}
