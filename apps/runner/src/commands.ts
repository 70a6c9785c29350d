import type { AnyCommand, CommandGroup } from "./cli/command.ts";
import { admin } from "./commands/admin.ts";
import { calibrate } from "./commands/calibrate.ts";
import { challenge } from "./commands/challenge.ts";
import { check } from "./commands/check.ts";
import { compare } from "./commands/compare.ts";
import { doctor } from "./commands/doctor.ts";
import { invite } from "./commands/invite.ts";
import { keys } from "./commands/keys.ts";
import { lab } from "./commands/lab.ts";
import { ledger } from "./commands/ledger.ts";
import { login } from "./commands/login.ts";
import { logout } from "./commands/logout.ts";
import { mcp } from "./commands/mcp.ts";
import { newCommand } from "./commands/new.ts";
import { notifications } from "./commands/notifications.ts";
import { replay } from "./commands/replay.ts";
import { run } from "./commands/run.ts";
import { score } from "./commands/score.ts";
import { status } from "./commands/status.ts";
import { submissions } from "./commands/submissions.ts";
import { submit } from "./commands/submit.ts";
import { trace } from "./commands/trace.ts";
import { verify } from "./commands/verify.ts";
import { voidCommand } from "./commands/void.ts";
import { whoami } from "./commands/whoami.ts";
import { work } from "./commands/work.ts";
import { workloads } from "./commands/workloads.ts";

/** Every command by what the command line calls it. */
export const commands: Readonly<Record<string, AnyCommand | CommandGroup>> = {
  new: newCommand,
  check,
  run,
  calibrate,
  lab,
  trace,
  score,
  compare,
  replay,
  workloads,
  submissions,
  login,
  whoami,
  logout,
  notifications,
  submit,
  status,
  ledger,
  work,
  verify,
  challenge,
  void: voidCommand,
  keys,
  doctor,
  mcp,
  invite,
  admin,
};
