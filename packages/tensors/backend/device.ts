/** One of a machine's GPUs that a process can be confined to. */
export interface ComputeDevice {
  /** What `--devices` calls it: its place in the list, which is NVIDIA's own where its driver makes the list. */
  readonly index: number;
  readonly name: string;
  /** NVIDIA's name for this very device, on whichever machine and in whichever slot; null where nothing tells it. */
  readonly uuid: string | null;
  readonly driver: string | null;
  readonly memoryBytes: number | null;
  /** What the environment of a process says that is to compute on this one and see no other. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface FoundDevices {
  readonly devices: readonly ComputeDevice[];
  /** Why there are none, or not all: a sentence for a person each. */
  readonly notes: readonly string[];
}
