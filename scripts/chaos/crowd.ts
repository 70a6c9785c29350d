import { environment } from "../../apps/api/test/environment.ts";
import { UserError } from "../../packages/base/userError.ts";
import { ApiError } from "../../packages/core/schema/api/apiError.ts";
import type { Client } from "../../packages/core/schema/api/client.ts";
import type { Lease } from "../../packages/core/schema/api/runners.ts";
import type { TrialRecord } from "../../packages/core/schema/record.ts";
import { honestRecord, lieOf } from "./fakeTrials.ts";
import type { Seeded } from "./seeded.ts";

const jobs = 4;

export interface Member {
  readonly owner: string;
  readonly client: Client;
  readonly isLiar: boolean;
  readonly name: string;
  readonly id: string;
}

export interface Held {
  readonly lease: Lease;
  readonly member: Member;
  record: TrialRecord | null;
}

export interface StormOptions {
  readonly draw: Seeded;
  readonly clientOf: (role: "submitter" | "runner", user: string) => Promise<Client>;
  readonly admin: Client;
  /** SIGKILL to the platform's workerd; resolves when it answers again. */
  readonly killPlatform: () => Promise<void>;
}

export const leaseKey = ({ trial, attempt }: Pick<Lease, "trial" | "attempt">) => `${trial} ${attempt}`;

/** Answers that a storm earns: who was late, void, cancelled or refused. Anything else is a fault of the platform. */
const expected: readonly string[] = [
  ...[
    "lease-lost",
    "record-differs",
    "record-mismatch",
    "void",
    // Of what an operator has hidden, to whoever does not own it.
    "unknown-trial",
    "unknown-entry",
    "entry-cancelled",
    "entry-complete",
  ],
  ...[
    "runner-banned",
    "user-banned",
    "trial-ended",
    "rerun-before",
    "nothing-to-rerun",
    "not-yours",
    "name-taken",
  ],
  ...["not-quarantined", "no-record", "challenged-today", "already-void", "already-entered", "not-auditable"],
];

/** Who takes part in a storm, what each holds, and what was said: what the invariants are checked against. */
export class StormCrowd {
  readonly options: StormOptions;
  readonly counts: Record<string, number> = {};
  readonly violations: string[] = [];
  /** What a lease was answered with, by whoever held it. */
  readonly lies = new Set<string>();
  readonly told = new Set<string>();
  readonly honestRunners = new Set<string>();
  readonly liarRunners = new Set<string>();
  protected readonly holders = new Map<string, string>();
  protected readonly submitters = new Map<string, Client>();
  protected readonly entries: string[] = [];
  protected readonly versions = new Map<string, number>();
  protected readonly members: Member[] = [];
  protected readonly owners = new Map<string, Client>();
  protected held: Held[] = [];
  /** Reports whose answer was lost, or that are to come late or twice. */
  protected later: Held[] = [];
  protected lifts: number[] = [];
  protected liars = 0;
  /** While a kill lasts nobody is owed an answer. */
  protected isDown = false;

  constructor(options: StormOptions) {
    this.options = options;
  }

  protected take(held: Held): Held {
    this.held = this.held.filter((other) => other !== held);
    return held;
  }

  protected async join(owner: string, name: string, isLiar: boolean): Promise<void> {
    const client = this.owners.get(owner) ?? (await this.options.clientOf("runner", owner));
    this.owners.set(owner, client);
    const runner = await this.call(() =>
      client.registerRunner({ name, environment: { ...environment, jobs } }),
    );
    if (runner === null) return;
    (isLiar ? this.liarRunners : this.honestRunners).add(runner.id);
    this.members.push({ owner, client, isLiar, name, id: runner.id });
  }

  protected joinLiar(owner: string): Promise<void> {
    return this.join(owner, `${owner}-${++this.liars}`, true);
  }

  protected async lease(member: Member): Promise<void> {
    const lease = await this.call(() => member.client.lease(member.id));
    if (lease === null || lease === undefined) return;
    const key = leaseKey(lease);
    const holder = this.holders.get(key);
    if (holder !== undefined && holder !== member.id)
      this.violations.push(`the lease ${key} was given to two runners`);
    this.holders.set(key, member.id);
    // The same lease again, to a runner that never had the answer.
    if (!this.held.some((held) => leaseKey(held.lease) === key))
      this.held.push({ lease, member, record: null });
  }

  /** What a machine says of a lease: once, whatever becomes of the report. */
  protected recordOf(held: Held): TrialRecord {
    if (held.record !== null) return held.record;
    const honest = honestRecord(held.lease, new Date());
    const isLie = held.member.isLiar && this.options.draw.chance(0.4);
    held.record = isLie ? lieOf(held.lease, honest, this.options.draw) : honest;
    if (isLie) this.lies.add(leaseKey(held.lease));
    return held.record;
  }

  protected async report(held: Held, changed: Partial<TrialRecord> = {}): Promise<void> {
    const { trial, attempt } = held.lease;
    const record = { ...this.recordOf(held), ...changed };
    this.told.add(leaseKey(held.lease));
    await this.call(
      () => held.member.client.report(trial, { attempt, record }),
      async (error) => {
        // What was honest and in time may be late or unwanted, but never of another trial.
        if (error.code === "record-mismatch" && !held.member.isLiar && Object.keys(changed).length === 0) {
          const [first] = error.problem.errors ?? [];
          this.violations.push(
            `an honest record of ${leaseKey(held.lease)} was refused: ${first?.path} ${first?.message}`,
          );
        }
        if (error.code === "void" && held.member.isLiar) await this.replace(held.member);
      },
    );
  }

  /** A clock that is hours off is told so, and the record counts once it is set. */
  protected async reportSkewed(held: Held): Promise<void> {
    const { draw } = this.options;
    const at = new Date(
      Date.now() + (draw.chance(0.5) ? -1 : 1) * (30 + draw.below(600)) * 60_000,
    ).toISOString();
    await this.report(held, { startedAt: at, finishedAt: at });
    await this.report(this.take(held));
  }

  protected async beat({ lease, member }: Held): Promise<void> {
    const { trial, attempt } = lease;
    const progress = { step: 1, chargedSeconds: 0.5, metric: 0.5 };
    await this.call(() => member.client.heartbeat(trial, { attempt, progress }));
  }

  /** Who was found lying comes back under another name. */
  protected async replace(liar: Member): Promise<void> {
    const at = this.members.indexOf(liar);
    if (at < 0) return;
    this.members.splice(at, 1);
    this.held = this.held.filter(({ member }) => member !== liar);
    this.counts["a liar was void"] = (this.counts["a liar was void"] ?? 0) + 1;
    await this.joinLiar(liar.owner);
  }

  protected async call<Result>(
    call: () => Promise<Result>,
    onRefusal: (error: ApiError) => Promise<void> | void = () => {},
  ): Promise<Result | null> {
    try {
      return await call();
    } catch (error) {
      if (this.isDown) return null;
      if (error instanceof ApiError && error.status < 500) {
        this.counts[`answer ${error.code}`] = (this.counts[`answer ${error.code}`] ?? 0) + 1;
        if (!expected.includes(error.code))
          this.violations.push(`an answer that nobody earned: ${error.message} (${error.code})`);
        await onRefusal(error);
        return null;
      }
      const details = error instanceof UserError ? (error.details ?? "") : "";
      this.violations.push(`no answer: ${error instanceof Error ? error.message : String(error)} ${details}`);
      return null;
    }
  }
}
