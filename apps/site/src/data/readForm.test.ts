import { ApiProblem } from "@steepest/api/http/apiProblem.ts";
import { expect, test } from "vitest";
import { readForm } from "./readForm.ts";

const send = (body: BodyInit | null, type?: string) =>
  readForm(
    new Request("http://site.test/submit", {
      method: "POST",
      body,
      headers: type === undefined ? {} : { "content-type": type },
    }),
  );

test.each([
  ["application/x-www-form-urlencoded", "a=1"],
  ["Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=1"],
  [
    "multipart/form-data; boundary=b",
    '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
  ],
])("a form is read: %s", async (type, body) => {
  const form = await send(body, type);
  expect(form instanceof FormData && form.get("a")).toBe("1");
});

test.each([
  ["application/json", "{}", 415],
  ["text/plain", "a=1", 415],
  ["application/x-www-form-urlencodedness", "a=1", 415],
  [undefined, null, 415],
  ["multipart/form-data", "--b", 400],
  ["multipart/form-data; boundary=b", "nothing of the kind", 400],
])("what is no form is a problem that shows the way out: %s %s", async (type, body, status) => {
  const problem = await send(body, type);
  if (!(problem instanceof ApiProblem)) throw new Error("it was read");
  expect(problem.status).toBe(status);
  expect(problem.problem.solution).toMatch(/API|\/v1/);
});
