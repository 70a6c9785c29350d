import { enterVersion } from "@steepest/core/schema/api/enterVersion.ts";
import { uploadVersion } from "@steepest/core/schema/api/uploadVersion.ts";
import { submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { clientFor } from "./client.ts";

export interface SubmitFields {
  readonly token: string;
  readonly board: string;
  readonly file: string;
  readonly source: string;
}

export const readSubmitFields = (form: FormData): SubmitFields => {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    token: text("token").trim(),
    board: text("board"),
    file: text("file").trim() || "submission.ts",
    // Forms send CRLF; a version is the hash of its bytes, so a source must not depend on how it was sent.
    source: text("source").replaceAll("\r\n", "\n"),
  };
};

/** What the form does without JavaScript: uploads, enters the board, and gives the entry's id. Throws a UserError. */
export async function postSubmission(url: URL, fields: SubmitFields): Promise<string> {
  if (fields.token === "") {
    throw new UserError({
      code: "token-missing",
      what: "The token is missing.",
      solution: "Fill in your token; an admin of this deployment makes one.",
    });
  }
  const source = submissionSourceSchema.safeParse({
    entry: fields.file,
    files: { [fields.file]: fields.source },
  });
  if (!source.success) {
    throw new UserError({
      code: "source-invalid",
      what: "The file cannot be submitted under this name.",
      details: source.error.issues.map(({ message }) => message).join("\n"),
      solution: "Use a name such as my_optimizer.ts.",
    });
  }
  const client = clientFor(url, fields.token);
  const { version } = await uploadVersion(client, source.data);
  return (await enterVersion(client, { version, board: fields.board })).id;
}
