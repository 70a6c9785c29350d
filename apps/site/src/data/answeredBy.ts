/** What a page has asked of the API: a path with its query, and the tag of the answer. */
export interface Answered {
  readonly path: string;
  readonly tag: string;
  /** Whether the tag is the answer's own, with which the API can be asked whether it still holds. */
  readonly isOwn: boolean;
}

/** Notes an answer of the API that a page is drawn from. */
export async function answeredBy(request: Request, response: Response): Promise<Answered> {
  const { pathname, search } = new URL(request.url);
  const own = response.headers.get("etag");
  return { path: pathname + search, tag: own ?? (await hashOf(response.clone())), isOwn: own !== null };
}

/** SHA-256 of a body, in hexadecimal digits. */
export async function hashOf(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
