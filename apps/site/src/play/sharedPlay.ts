import { UserError } from "@steepest/base/userError.ts";
import { hyperparameterPointSchema } from "@steepest/core/schema/searchSpace.ts";
import { maxSourceFiles, submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { z } from "zod";

/** What a link to the playground carries, in its fragment: nothing of it reaches a server. */
const sharedPlaySchema = z.strictObject({
  source: submissionSourceSchema.refine(
    ({ files }) => Object.keys(files).length <= maxSourceFiles,
    "has too many files",
  ),
  workload: z.string().max(64),
  seed: z.int().nonnegative(),
  points: z.array(hyperparameterPointSchema).max(8),
});
export type SharedPlay = z.infer<typeof sharedPlaySchema>;

/** Links beyond this are cut by mail programs and chats; a submission of usual size takes two or three thousand. */
const mostCharacters = 16_000;
/** A submission's own limit, its escapes, and the rest. */
const mostBytes = 200_000;
const mark = "#s=";

/** The fragment of a link that opens the playground as it stands. */
export async function toFragment(play: SharedPlay): Promise<string> {
  const packed = await through(
    new CompressionStream("deflate-raw"),
    new TextEncoder().encode(JSON.stringify(play)),
  );
  const text = mark + toBase64Url(packed);
  if (text.length > mostCharacters) {
    throw new UserError({
      code: "too-long-to-share",
      what: "The source is too long for a link.",
      details: `It would take ${text.length.toLocaleString("en")} characters; links of more than ${mostCharacters.toLocaleString("en")} break on their way.`,
      solution: "Submit it, which gives it a page of its own, or shorten its comments.",
    });
  }
  return text;
}

/** What a fragment carries; null where it is none of ours. Throws a UserError for a link that was cut or made up. */
export async function fromFragment(fragment: string): Promise<SharedPlay | null> {
  if (!fragment.startsWith(mark)) return null;
  try {
    if (fragment.length > mostCharacters) throw new Error(`it has ${fragment.length} characters`);
    const packed = fromBase64Url(fragment.slice(mark.length));
    const bytes = await through(new DecompressionStream("deflate-raw"), packed);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return sharedPlaySchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(
      {
        code: "shared-link-damaged",
        what: "The link cannot be opened.",
        details:
          error instanceof z.ZodError ? z.prettifyError(error) : String((error as Error).message ?? error),
        solution: "It may have been cut on its way: ask whoever sent it for the whole link.",
      },
      { cause: error },
    );
  }
}

/** Everything that comes out, as long as it is not too much: a few characters may unpack to gigabytes. */
async function through(
  stream: ReadableWritablePair<Uint8Array, BufferSource>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const readable = new Blob([bytes]).stream().pipeThrough(stream);
  for (const reader = readable.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > mostBytes) {
      await reader.cancel();
      throw new Error(`it holds more than ${mostBytes} bytes`);
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("it has characters that no link has");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
}
