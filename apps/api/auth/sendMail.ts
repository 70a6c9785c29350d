import { LogLevel, WorkerMailer } from "worker-mailer";
import type { MailSettings } from "./signInSettings.ts";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const waitMilliseconds = 15_000;

/** Sends one mail by SMTP. */
export async function sendMail(settings: MailSettings, mail: Mail): Promise<void> {
  const { host, port, username, password, from, security } = settings;
  await WorkerMailer.send(
    {
      host,
      port,
      secure: security === "tls",
      startTls: security === "starttls",
      ...(username === null || password === null
        ? {}
        : { credentials: { username, password }, authType: ["plain" as const, "login" as const] }),
      // Its log holds whole mails, links included.
      logLevel: LogLevel.NONE,
      socketTimeoutMs: waitMilliseconds,
      responseTimeoutMs: waitMilliseconds,
    },
    { from, to: mail.to, subject: mail.subject, text: mail.text },
  );
}
