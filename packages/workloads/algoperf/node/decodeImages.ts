import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { UserError } from "@steepest/base/userError.ts";
import { decodeSplit } from "./imageStore.ts";

const help = `Decodes ImageNet's JPEG files once, into DIR/decoded, so that no batch waits for a decoder. Goes on where it stopped.

  node packages/workloads/algoperf/node/decodeImages.ts DIR [--per-class N] [--jobs N]

  --per-class N   of every class only the first so many images
  --jobs N        processes (default: one for each core)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "per-class": { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    /** Of a process that this one starts. */
    share: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const [directory] = positionals;
if (values.help || directory === undefined) {
  console.log(help);
  process.exitCode = values.help ? 0 : 2;
} else if (values.share === undefined) {
  const jobs = Number(values.jobs);
  const module = fileURLToPath(import.meta.url);
  const ended = Array.from({ length: Math.max(1, jobs) }, (_, first) =>
    once(fork(module, [...process.argv.slice(2), "--share", `${first}/${jobs}`]), "exit"),
  );
  for (const [code] of await Promise.all(ended)) process.exitCode ||= code as number;
} else {
  const [first = 0, of = 1] = values.share.split("/").map(Number);
  const perClass = values["per-class"] === undefined ? {} : { perClass: Number(values["per-class"]) };
  const onClass = (name: string, images: number) => console.log(`${name}: ${images} images`);
  try {
    for (const split of ["train", "val", "test"])
      await decodeSplit(directory, split, { ...perClass, share: { first, of }, onClass });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error([error.message, error.details, error.solution].filter(Boolean).join("\n"));
    process.exitCode = 1;
  }
}
