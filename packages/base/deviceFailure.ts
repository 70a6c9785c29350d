/** Why a device cannot be trusted any more; `code` goes into a record's outcome. */
export type DeviceFailureCode = "device-lost" | "device-out-of-memory" | "device-error";

/** The device failed: what was computed since is not to be believed, and nothing more can be computed on it. */
export class DeviceFailure extends Error {
  readonly code: DeviceFailureCode;
  /** Whose doing it is: `submission` where every machine would have failed alike. */
  readonly blame: "machine" | "submission";

  constructor(code: DeviceFailureCode, message: string, blame: DeviceFailure["blame"] = "machine") {
    super(message);
    this.name = "DeviceFailure";
    this.code = code;
    this.blame = blame;
  }
}
