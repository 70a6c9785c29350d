import * as tf from "@tensorflow/tfjs";
import { encodings } from "../submission/guest/operationNames.ts";
import type { SandboxMeters } from "./sandboxMeters.ts";
import { sizeOf } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

export type Encoding = (typeof encodings)[number];

type CommunicationMeters = Pick<SandboxMeters, "workers" | "delay" | "bytesSent">;

/** Bytes of a number that is sent, and of its place among those of a message. */
const [numberBytes, placeBytes] = [4, 4];

/** What the workers that a submission simulates send one another: what arrives is what the encoding keeps, so that the bytes are true. */
export class Communication {
  readonly #meters: CommunicationMeters;
  /** How many elements of sparse messages were not 0, on the device: read once a step. */
  #counts: tf.Tensor[] = [];

  /** Counts into these. */
  constructor(meters: CommunicationMeters) {
    this.#meters = meters;
  }

  note(workers: number, delay: number): void {
    for (const [name, value, least] of [
      ["workers", workers, 1],
      ["delay", delay, 0],
    ] as const) {
      if (!Number.isSafeInteger(value) || value < least) {
        throw new Error(`${name} must be a whole number from ${least}, not ${value}`);
      }
    }
    this.#meters.workers = Math.max(this.#meters.workers, workers);
    this.#meters.delay = Math.max(this.#meters.delay, delay);
  }

  /** Counts a message and gives what arrives: the tree itself where nothing is lost. */
  send(message: TreeValue, encoding: number): TreeValue | null {
    const { structure } = message;
    const name = encodings[encoding];
    if (name === undefined) throw new Error(`send: there is no encoding ${encoding}`);
    if (name === "float32") {
      this.#meters.bytesSent += numberBytes * structure.size;
      return null;
    }
    if (name === "sparse") {
      this.#counts.push(tf.tidy(() => tf.keep(tf.sum(tf.cast(tf.notEqual(message.flat(), 0), "int32")))));
      return null;
    }
    this.#meters.bytesSent += structure.leaves.reduce(
      (sum, { shape }) => sum + Math.ceil(sizeOf(shape) / 8) + numberBytes,
      0,
    );
    const arrived = message
      .leaves()
      .map((leaf) =>
        tf.tidy(() =>
          tf.mul(tf.sub(tf.mul(tf.cast(tf.greaterEqual(leaf, 0), "float32"), 2), 1), tf.mean(tf.abs(leaf))),
        ),
      );
    return TreeValue.fromLeaves(structure, arrived);
  }

  /** Adds what the device has counted. */
  async settle(): Promise<void> {
    const counts = this.#counts;
    this.#counts = [];
    for (const count of counts) {
      this.#meters.bytesSent += ((await count.data())[0] as number) * (numberBytes + placeBytes);
      count.dispose();
    }
  }

  /** Bytes sent by all workers so far; null where no message was sent and no worker simulated. */
  get totals(): { readonly workers: number; readonly delay: number; readonly bytesSent: number } | null {
    const { workers, delay, bytesSent } = this.#meters;
    return workers === 1 && delay === 0 && bytesSent === 0 ? null : { workers, delay, bytesSent };
  }

  dispose(): void {
    tf.dispose(this.#counts);
    this.#counts = [];
  }
}
