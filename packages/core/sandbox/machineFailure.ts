/** The machine (device, memory, our own code) failed while it did what a submission had every right to ask for. */
export class MachineFailure extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "MachineFailure";
  }
}
