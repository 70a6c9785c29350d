import type { AnyCommand, CommandGroup } from "./cli/command.ts";
import { check } from "./commands/check.ts";
import { doctor } from "./commands/doctor.ts";
import { newCommand } from "./commands/new.ts";
import { replay } from "./commands/replay.ts";
import { run } from "./commands/run.ts";
import { score } from "./commands/score.ts";
import { submit } from "./commands/submit.ts";
import { trace } from "./commands/trace.ts";
import { work } from "./commands/work.ts";
import { workloads } from "./commands/workloads.ts";

/** Every command by what the command line calls it. */
export const commands: Readonly<Record<string, AnyCommand | CommandGroup>> = {
  new: newCommand,
  check,
  run,
  trace,
  score,
  replay,
  workloads,
  submit,
  work,
  doctor,
};
