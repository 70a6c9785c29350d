import { measureSchema } from "@steepest/core/schema/measures.ts";
import { z } from "zod";

/** A tool that is a command of this program: what an agent gives becomes its command line. */
export interface CommandTool {
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  /** Changes nothing: neither files nor a platform. */
  readonly isReadOnly: boolean;
  readonly commandLine: (given: never) => string[];
}

const path = z
  .string()
  .min(1)
  .describe("The submission: a .ts or .js file, or a folder, relative to where this server was started");
const board = z.string().optional().describe("As suite.ruleset.hardware-class, like quick.self.cpu-wasm");

const option = (name: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/** What a positional argument begins with must not read as an option. */
const positional = (...values: readonly string[]): string[] =>
  values.map((value) => (value.startsWith("-") ? `./${value}` : value));

const define = <Input extends z.ZodObject>(
  tool: Omit<CommandTool, "input" | "commandLine"> & {
    readonly input: Input;
    readonly commandLine: (given: z.infer<Input>) => string[];
  },
): CommandTool => tool;

export const commandTools: Readonly<Record<string, CommandTool>> = {
  check: define({
    title: "Check a submission",
    description:
      "Loads a submission in the sandbox, validates what it says of itself and tries 20 steps. Answers problems and warnings with file, line and a way out. Seconds; do it after every change.",
    input: z.strictObject({ path }),
    isReadOnly: true,
    commandLine: (given) => ["check", ...positional(given.path), "--json"],
  }),
  run: define({
    title: "Run submissions",
    description:
      "Trains workloads with one or several submissions on this machine and scores them against the suite's baseline. Times are counted, so they are the same on every machine. `quick` takes minutes: begin with one workload and one study. The answer names the folder of its records, which `compare` takes.",
    input: z.strictObject({
      paths: z.array(path).min(1).max(8),
      suite: z.string().default("quick"),
      workloads: z.array(z.string()).optional().describe("Only these; see the tool `workloads`"),
      studies: z.int().min(1).max(100).optional(),
      budget: z
        .number()
        .positive()
        .optional()
        .describe("Charged seconds per trial instead of the workload's"),
      baselines: z.boolean().default(true),
      out: z
        .string()
        .optional()
        .describe("Folder for records and report; an earlier run with the same settings goes on"),
    }),
    isReadOnly: false,
    commandLine: (given) => [
      ...["run", ...positional(...given.paths)],
      ...option("suite", given.suite),
      ...option("workload", given.workloads?.join(",")),
      ...option("studies", given.studies),
      ...option("budget", given.budget),
      ...option("out", given.out),
      ...(given.baselines ? [] : ["--no-baselines"]),
      "--json",
    ],
  }),
  compare: define({
    title: "Compare runs and entries",
    description:
      "Compares submissions pair by pair, with intervals and the probability that one is faster: folders of records that `run` wrote, ids of a platform's entries, or both.",
    input: z.strictObject({
      of: z.array(z.string().min(1)).min(1).max(8).describe("Folders of records, or ids of entries"),
      measure: measureSchema.optional(),
    }),
    isReadOnly: true,
    commandLine: (given) => [
      ...["compare", ...positional(...given.of)],
      ...option("measure", given.measure),
      "--json",
    ],
  }),
  submit: define({
    title: "Submit to a platform",
    description:
      "Uploads a submission and enters it on a board of the platform that this server was started for. Its source becomes public unless it is private. Check and run it first; ask the user before you do this.",
    input: z.strictObject({ path, board, private: z.boolean().default(false) }),
    isReadOnly: false,
    commandLine: (given) => [
      ...["submit", ...positional(given.path)],
      ...option("board", given.board),
      ...(given.private ? ["--private"] : []),
      ...["--no-follow", "--json"],
    ],
  }),
  quote: define({
    title: "What an entry would cost",
    description:
      "Checks a submission and says what an entry of it on a board of the platform would cost at most: trials, charged time, energy, and when it would have ended by the present queue. Sends nothing.",
    input: z.strictObject({ path, board }),
    isReadOnly: true,
    commandLine: (given) => [
      ...["submit", ...positional(given.path)],
      ...option("board", given.board),
      ...["--dry-run", "--json"],
    ],
  }),
  entry_status: define({
    title: "How far an entry is",
    description: "How far an entry of the platform is, its place in the queue and when it should end.",
    input: z.strictObject({ entry: z.string().min(1) }),
    isReadOnly: true,
    commandLine: (given) => ["status", ...positional(given.entry), "--json"],
  }),
  workloads: define({
    title: "Workloads",
    description: "The workloads with data, model size, target and budget, by which `run` is narrowed.",
    input: z.strictObject({}),
    isReadOnly: true,
    commandLine: () => ["workloads", "--json"],
  }),
};
