import type { AnyCommand, CommandGroup } from "./cli/command.ts";

/** Every command by what the command line calls it. One loads alone: what another needs costs it no time. */
export const commands: Readonly<Record<string, () => Promise<AnyCommand | CommandGroup>>> = {
  new: async () => (await import("./commands/new.ts")).newCommand,
  check: async () => (await import("./commands/check.ts")).check,
  run: async () => (await import("./commands/run.ts")).run,
  calibrate: async () => (await import("./commands/calibrate.ts")).calibrate,
  lab: async () => (await import("./commands/lab.ts")).lab,
  trace: async () => (await import("./commands/trace.ts")).trace,
  score: async () => (await import("./commands/score.ts")).score,
  compare: async () => (await import("./commands/compare.ts")).compare,
  replay: async () => (await import("./commands/replay.ts")).replay,
  workloads: async () => (await import("./commands/workloads.ts")).workloads,
  submissions: async () => (await import("./commands/submissions.ts")).submissions,
  login: async () => (await import("./commands/login.ts")).login,
  whoami: async () => (await import("./commands/whoami.ts")).whoami,
  logout: async () => (await import("./commands/logout.ts")).logout,
  notifications: async () => (await import("./commands/notifications.ts")).notifications,
  submit: async () => (await import("./commands/submit.ts")).submit,
  status: async () => (await import("./commands/status.ts")).status,
  ledger: async () => (await import("./commands/ledger.ts")).ledger,
  work: async () => (await import("./commands/work.ts")).work,
  verify: async () => (await import("./commands/verify.ts")).verify,
  challenge: async () => (await import("./commands/challenge.ts")).challenge,
  void: async () => (await import("./commands/void.ts")).voidCommand,
  keys: async () => (await import("./commands/keys.ts")).keys,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  mcp: async () => (await import("./commands/mcp.ts")).mcp,
  invite: async () => (await import("./commands/invite.ts")).invite,
  admin: async () => (await import("./commands/admin.ts")).admin,
};

/** All of them: for help and documents. */
export const loadCommands = async (): Promise<Readonly<Record<string, AnyCommand | CommandGroup>>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(commands).map(async ([name, load]) => [name, await load()] as const)),
  );
