import type { NotificationBody } from "@steepest/core/schema/api/notifications.ts";
import type { Mail } from "../auth/sendMail.ts";

type Told = Pick<NotificationBody, "kind" | "submission" | "board" | "entry" | "trial" | "detail">;

/** A mail about one thing. Of what others wrote there is a void's reason alone, in the body, on one line. */
export function mailText(told: Told, url: string | null): Omit<Mail, "to"> {
  const { submission, board, trial } = told;
  const which =
    submission === null ? "something of yours" : `${submission}${board === null ? "" : ` on ${board}`}`;
  const subjects = {
    finished: `${which}: the entry has ended`,
    challenged: `${which}: a trial was challenged`,
    voided: `${which}: void`,
    test: "a test of your notifications",
  } as const satisfies Record<Told["kind"], string>;
  return {
    subject: `Steepest: ${subjects[told.kind]}`,
    text: [
      `${subjects[told.kind]}.`,
      oneLine(told.detail),
      ...(trial === null ? [] : [`Trial ${trial}`]),
      ...(url === null ? [] : [url]),
      "You get this because your account asks for it; the page /account, or `steepest notifications --no-mail`, switches it off.",
    ].join("\n\n"),
  };
}

/** Without line ends and characters that are not seen or turn a line around: nothing in it looks like another part of the mail. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
