import { UserError } from "@steepest/base/userError.ts";
import { enterVersion } from "@steepest/core/schema/api/enterVersion.ts";
import { uploadVersion } from "@steepest/core/schema/api/uploadVersion.ts";
import { submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { type Asked, clientFor } from "./client.ts";

export interface SubmitFields {
  readonly token: string;
  readonly board: string;
  readonly file: string;
  readonly source: string;
  readonly private: boolean;
}

export const readSubmitFields = (form: FormData): SubmitFields => {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    token: text("token").trim(),
    board: text("board"),
    private: text("private") === "on",
    file: text("file").trim() || "submission.ts",
    // Forms send CRLF; a version is the hash of its bytes, so a source must not depend on how it was sent.
    source: text("source").replaceAll("\r\n", "\n"),
  };
};

/** What the form does without JavaScript: uploads, enters the board, and gives the entry's id. Throws a UserError. */
export async function postSubmission(
  page: Asked,
  fields: SubmitFields,
  isSignedIn: boolean,
): Promise<string> {
  if (fields.token === "" && !isSignedIn) {
    throw new UserError({
      code: "token-missing",
      what: "The token is missing.",
      solution: "Sign in, or fill in a token.",
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
  const client = clientFor(page, fields.token === "" ? undefined : fields.token);
  const { version } = await uploadVersion(client, source.data, { isPrivate: fields.private });
  return (await enterVersion(client, { version, board: fields.board, private: fields.private })).id;
}
