/** Pages and their cookies, as a browser without JavaScript keeps them. */
export function createBrowserLike(origin: string) {
  const jar = new Map<string, string>();
  const take = (response: Response): void => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const [name = "", ...value] = pair.split("=");
      if (/max-age=0/i.test(cookie)) jar.delete(name);
      else jar.set(name, value.join("="));
    }
  };
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, origin);
    const headers = new Headers(init.headers);
    if (url.origin === origin) headers.set("cookie", cookie());
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    if (url.origin === origin) take(response);
    return response;
  }
  return {
    cookie,
    ask,
    /** Opens a page, following where it leads. */
    async open(
      path: string,
    ): Promise<{ readonly path: string; readonly status: number; readonly text: string }> {
      let at = path;
      for (let hops = 0; hops < 8; hops++) {
        const response = await ask(at);
        const next = response.headers.get("location");
        if (next === null) {
          const { pathname, search } = new URL(at, origin);
          return { path: pathname + search, status: response.status, text: await response.text() };
        }
        at = new URL(next, new URL(at, origin)).href;
      }
      throw new Error(`${path} leads round in circles`);
    },
    /** Sends a form of this site, or (from elsewhere) as another site's page does. */
    post(path: string, fields: Readonly<Record<string, string>>, from = origin): Promise<Response> {
      return ask(path, { method: "POST", body: new URLSearchParams(fields), headers: { origin: from } });
    },
  };
}
