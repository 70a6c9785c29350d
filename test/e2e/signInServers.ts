import type { AddressInfo } from "node:net";
import { Events, OAuth2Server } from "oauth2-mock-server";
import { SMTPServer } from "smtp-server";

export interface GithubUser {
  readonly id: number;
  readonly login: string;
  readonly emails: readonly {
    readonly email: string;
    readonly primary: boolean;
    readonly verified: boolean;
  }[];
}

/** An OAuth server that answers as GitHub does, for whoever `user` is just then. */
export async function startGithub() {
  const server = new OAuth2Server(undefined, undefined, {
    endpoints: { authorize: "/login/oauth/authorize", token: "/login/oauth/access_token" },
  });
  await server.issuer.keys.generate("RS256");
  const state: { user: GithubUser } = { user: { id: 1, login: "nobody", emails: [] } };
  const json = (value: () => unknown) => (_: unknown, response: import("node:http").ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value()));
  };
  server.service.addRoute(
    "GET",
    "/user",
    json(() => ({ id: state.user.id, login: state.user.login, name: null })),
  );
  server.service.addRoute(
    "GET",
    "/user/emails",
    json(() => state.user.emails),
  );
  // GitHub answers no id token: who somebody is, its API says.
  server.service.on(Events.BeforeResponse, (answer: { body: Record<string, unknown> }) => {
    delete answer.body.id_token;
  });
  await server.start(0, "127.0.0.1");
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, state, stop: () => server.stop() };
}

/** Takes every mail, and delivers none. */
export async function startMailbox() {
  const mails: { readonly to: string; readonly text: string }[] = [];
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth({ username, password }, _session, done) {
      if (username === "steepest" && password === "letters") done(null, { user: username });
      else done(new Error("wrong password"));
    },
    onData(stream, session, done) {
      let text = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      stream.on("end", () => {
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
}

/** The address that a mail asks to open; lines are broken by quoted-printable. */
export const linkIn = (mail: string): string => {
  const text = mail.replaceAll(/=\r?\n/g, "").replaceAll(/=3D/gi, "=");
  const [link] = /http:\/\/\S+magic-link\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`no link in ${mail}`);
  return link;
};
