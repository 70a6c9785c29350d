import { UserError } from "@steepest/base/userError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";

/** Does what a form of /admin asks for. Throws a UserError. */
export async function actAsAdmin(client: Client, form: FormData): Promise<void> {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  const [id, reason] = [text("id"), text("reason")];
  switch (text("action")) {
    case "requeue":
      await client.requeueTrial(id);
      return;
    case "give-up":
      return client.giveUpTrial(id, reason);
    case "drain":
      return client.actOnRunner(id, { action: "drain" });
    case "resume":
      return client.actOnRunner(id, { action: "resume" });
    case "ban":
      return client.actOnRunner(id, { action: "ban", reason });
    case "unban":
      return client.actOnRunner(id, { action: "unban" });
    case "ban-user":
      return client.actOnUser(id, { action: "ban", reason });
    case "unban-user":
      return client.actOnUser(id, { action: "unban" });
    case "hide":
      return client.hideEntry(id);
    case "show":
      return client.showEntry(id);
    case "void":
      await client.void({ kind: "entry", subject: id, reason });
      return;
    case "lift":
      await client.liftVoid(Number(id));
      return;
    default:
      throw new UserError({
        code: "unknown-action",
        what: "This form is not of this page.",
        solution: "Load the page again.",
      });
  }
}
