import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";
import { readJsonFile } from "../files/readJsonFile.ts";
import { writeWhole } from "../files/wholeFiles.ts";

/**
 * What all results in one folder have in common, as the user gives it: options (`--seed`) and other words (`machine`) with their
 * values; null for an option that was not given.
 */
export type FolderSettings = Readonly<Record<string, string | null>>;

const settingsSchema = z.strictObject({
  format: z.literal("steepest-settings/1"),
  settings: z.record(z.string(), z.string().nullable()),
});

const settingsFileName = "settings.json";

/**
 * Takes a folder for results: a new or empty one, or one that was started with the same settings, which is then resumed (true). What was
 * started with others is never written over, and a folder of something else is left alone. `kept` are names that say the folder is ours
 * though it has no settings: it was begun before there were any.
 */
export function claimFolder(out: string, settings: FolderSettings, kept: readonly string[]): boolean {
  const inside = filesIn(out);
  if (inside.includes(settingsFileName)) {
    const path = join(out, settingsFileName);
    const found = readJsonFile(path, out, settingsSchema, "the settings of a run or a calibration");
    refuseOther(out, found.settings, settings);
    return true;
  }
  const isOurs = kept.some((name) => inside.includes(name));
  if (inside.length > 0 && !isOurs) {
    throw new UserError({
      code: "folder-taken",
      what: `${out} holds other things, and was left alone.`,
      details: `In it: ${inside.slice(0, 5).join(", ")}${inside.length > 5 ? ", …" : ""}.`,
      solution: "Give a new or an empty folder by --out, or leave --out away.",
    });
  }
  const written = { format: "steepest-settings/1", settings } satisfies z.infer<typeof settingsSchema>;
  writeWhole(join(out, settingsFileName), `${JSON.stringify(written, null, 2)}\n`);
  return isOurs;
}

function filesIn(out: string): string[] {
  if (!existsSync(out)) return [];
  try {
    return readdirSync(resolve(out)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") throw error;
    throw new UserError(
      {
        code: "not-a-folder",
        what: `${out} is a file, not a folder.`,
        solution: "Give a new or an empty folder by --out, or leave --out away.",
      },
      { cause: error },
    );
  }
}

/** Throws where settings differ: says in what, and how to go on with either. */
function refuseOther(out: string, there: FolderSettings, asked: FolderSettings): void {
  const names = [...new Set([...Object.keys(asked), ...Object.keys(there)])];
  const different = names.filter((name) => (there[name] ?? null) !== (asked[name] ?? null));
  if (different.length === 0) return;
  const shown = (value: string | null | undefined) => value ?? "not given";
  const options = different.filter((name) => name.startsWith("--"));
  const asBefore = options.map((name) => {
    const value = there[name] ?? null;
    return value === null ? `without ${name}` : `${name} ${value}`;
  });
  throw new UserError({
    code: "other-settings",
    what: `${out} was started with other settings, and is not written over.`,
    details: different
      .map((name) => `${name}: ${shown(there[name])} there, ${shown(asked[name])} now`)
      .join("\n"),
    solution: `Give another folder by --out, or leave --out away for a new one.${asBefore.length === 0 ? "" : ` To go on with what is there, run with it as before: ${asBefore.join(", ")}.`}`,
  });
}
