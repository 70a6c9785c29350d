import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { backoffMilliseconds } from "./backoff.ts";
import type { Outbox } from "./outbox.ts";
import type { Registration } from "./registration.ts";

interface LeasingOptions {
  readonly client: Pick<Client, "lease">;
  readonly registration: Registration;
  /** Of this process. */
  readonly instance: string;
  readonly outbox: Pick<Outbox, "shortage">;
  /** Calls again until it answers. */
  readonly persistent: <Result>(call: () => Promise<Result>) => Promise<Result>;
  /** Registers again. */
  readonly renew: () => Promise<void>;
  readonly note: (text: string) => void;
}

/** How a runner asks for trials. */
export interface Leasing {
  /** A trial; null where there is none for this machine now. */
  lease(): Promise<Lease | null>;
  /** This machine could not begin a trial, whosever it was: says why, and asks for none for a while, longer each time. */
  hold(reason: string): void;
  /** A trial has begun here: nothing is in the way any more. */
  resume(): void;
  /** Whether the latest request was refused, or not made for want of space or because trials cannot begin here. */
  readonly isRefused: boolean;
  /** Says the next refusal though it be the same as the last. */
  tellAgain(): void;
}

/** The API's words for a runner that is not of its class's speed: it waits, and is measured again. */
const refusals: readonly string[] = ["runner-outside-class", "runner-uncalibrated"];

export function createLeasing(options: LeasingOptions): Leasing {
  const { client, registration, instance, outbox, persistent, renew, note } = options;
  let isRefused = false;
  let lastRefusal = "";
  let lastShortage: string | null = null;
  let held = { times: 0, reason: "", until: 0 };
  /** Once for each calibration, however often it asks. */
  const tellRefusal = ({ message, details = "", solution }: ApiError) => {
    const text = `! ${[message, details, solution].filter((part) => part !== "").join(" ")}`;
    if (text !== lastRefusal) note(text);
    lastRefusal = text;
  };
  /** Whether a record could be kept; says once what is in the way, and once that it is gone. */
  const hasSpace = (): boolean => {
    const shortage = outbox.shortage();
    if (shortage !== null && lastShortage === null)
      note(
        `! No trials until there is space: ${shortage} Free some, or move STEEPEST_HOME; asking again until then.`,
      );
    if (shortage === null && lastShortage !== null) note("There is space for records again.");
    lastShortage = shortage;
    return shortage === null;
  };
  return {
    get isRefused() {
      return isRefused;
    },
    hold(reason) {
      if (reason !== held.reason)
        note(`! No trial can begin here, and none is lost by it: ${reason} Trying again until one can.`);
      const times = held.times + 1;
      held = { times, reason, until: performance.now() + backoffMilliseconds(times) };
      isRefused = true;
    },
    resume() {
      if (held.times > 0) note("Trials can begin here again.");
      held = { times: 0, reason: "", until: 0 };
    },
    tellAgain() {
      lastRefusal = "";
    },
    async lease() {
      if (performance.now() < held.until || !hasSpace()) {
        isRefused = true;
        return null;
      }
      try {
        const leased = await persistent(() => client.lease(registration.id, instance));
        isRefused = false;
        return leased;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (refusals.includes(error.code)) {
          isRefused = true;
          tellRefusal(error);
          // The check was switched on since we registered: the answer says so, and makes a full calibration due.
          if (registration.standing === "not-checked") await renew();
        }
        // The API lost its state (a fresh database), or this process was silent for so long (a laptop that slept) that another one took its place: it knows us again
        // once we register, and may.
        else if (error.status === 404 || error.code === "runner-elsewhere") await renew();
        else throw error;
        return null;
      }
    },
  };
}
