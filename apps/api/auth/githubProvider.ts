import { handleSchema } from "@steepest/core/schema/api/tokens.ts";
import type { GenericOAuthConfig } from "better-auth/plugins/generic-oauth";
import { z } from "zod";
import type { GithubSettings } from "./signInSettings.ts";

const profileSchema = z.object({
  id: z.number().or(z.string()),
  login: z.string(),
  name: z.string().nullish(),
});
const emailsSchema = z.array(z.object({ email: z.email(), primary: z.boolean(), verified: z.boolean() }));

/** GitHub, or an Enterprise of one's own, as a provider of better-auth, whose built-in one has its addresses fixed. */
export const githubProvider = ({
  clientId,
  clientSecret,
  url,
  apiUrl,
}: GithubSettings): GenericOAuthConfig<"github"> => ({
  providerId: "github",
  name: "GitHub",
  clientId,
  clientSecret,
  authorizationUrl: `${url}/login/oauth/authorize`,
  tokenUrl: `${url}/login/oauth/access_token`,
  authorizationHeaders: { accept: "application/json" },
  scopes: ["user:email"],
  async getUserInfo({ accessToken }) {
    const ask = async (path: string): Promise<unknown> => {
      const headers = {
        authorization: `Bearer ${accessToken}`,
        accept: "application/json",
        "user-agent": "steepest",
      };
      const response = await fetch(`${apiUrl}${path}`, { headers });
      if (!response.ok) throw new Error(`GitHub answered ${path} with ${response.status}`);
      return response.json();
    };
    const profile = profileSchema.parse(await ask("/user"));
    const emails = emailsSchema.parse(await ask("/user/emails")).filter(({ verified }) => verified);
    // An address that GitHub has not verified may be anybody's: it must not lead to what is theirs here.
    const email = (emails.find(({ primary }) => primary) ?? emails[0])?.email;
    const login = handleSchema.safeParse(profile.login.toLowerCase());
    return {
      id: String(profile.id),
      name: profile.name ?? profile.login,
      email: email ?? `github-${profile.id}@users.invalid`,
      emailVerified: email !== undefined,
      suggestedHandle: login.success ? login.data : null,
    };
  },
  mapProfileToUser: ({ suggestedHandle }) => ({ suggestedHandle }),
});
