import { UserError } from "@steepest/base/userError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import { notifiedKinds } from "@steepest/core/schema/api/notifications.ts";
import { type CreatedToken, roleSchema } from "@steepest/core/schema/api/tokens.ts";

/** What a form of the page /account has done. */
export type AccountAction =
  | { readonly kind: "token-made"; readonly token: CreatedToken }
  | { readonly kind: "notifications"; readonly secret: string | null }
  | { readonly kind: "deleted" }
  | { readonly kind: "sign-out" }
  | { readonly kind: "changed" };

/** Does what a form of /account asks for. Throws a UserError. */
export async function actOnAccount(
  client: Client,
  form: FormData,
  user: string | null,
): Promise<AccountAction> {
  // A button may say more than the form that it is in: the last one counts.
  const text = (name: string): string => String(form.getAll(name).at(-1) ?? "").trim();
  switch (text("action")) {
    case "sign-out":
      return { kind: "sign-out" };
    case "handle":
      await client.chooseHandle(text("handle"));
      return { kind: "changed" };
    case "make-token": {
      const scopes = form.getAll("scope").map((scope) => roleSchema.parse(scope));
      if (scopes.length === 0) {
        throw new UserError({
          code: "no-scope",
          what: "A token of no use was not made.",
          solution: "Choose what it may do.",
        });
      }
      const token = await client.createToken({
        name: text("name") || "token",
        scopes,
        days: Number(text("days")) || 365,
      });
      return { kind: "token-made", token };
    }
    case "revoke-token":
      await client.revokeToken(text("id"));
      return { kind: "changed" };
    case "notifications": {
      const url = text("webhook");
      const { secret } = await client.setNotifications({
        kinds: notifiedKinds.filter((kind) => form.getAll("kind").includes(kind)),
        mail: form.has("mail"),
        webhook: url === "" ? null : { url },
      });
      return { kind: "notifications", secret };
    }
    case "test-notifications":
      await client.testNotifications();
      return { kind: "notifications", secret: null };
    case "publish":
      await client.publishEntry(text("id"));
      return { kind: "changed" };
    case "publish-lab":
      await client.publishLabResult(text("id"));
      return { kind: "changed" };
    case "delete-lab":
      await client.deleteLabResult(text("id"));
      return { kind: "changed" };
    case "withdraw":
      await client.withdrawEntry(text("id"));
      return { kind: "changed" };
    case "rerun":
      await client.rerunEntry(text("id"));
      return { kind: "changed" };
    case "delete":
      if (text("confirm") !== (user ?? "delete")) {
        throw new UserError({
          code: "not-confirmed",
          what: "Nothing was deleted.",
          solution: `Type ${user ?? "delete"} to say that you mean it.`,
        });
      }
      await client.deleteMe();
      return { kind: "deleted" };
    default:
      throw new UserError({
        code: "unknown-action",
        what: "This form is not of this page.",
        solution: "Load the page again.",
      });
  }
}
