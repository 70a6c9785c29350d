import { ApiProblem } from "@steepest/api/http/apiProblem.ts";

const forms = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;

/** The fields of a form that was sent, or what is wrong with the request: a program's JSON belongs to the API. */
export async function readForm(request: Request): Promise<FormData | ApiProblem> {
  const type = request.headers.get("content-type") ?? "";
  if (!forms.test(type)) {
    return new ApiProblem(415, "not-a-form", {
      title: "This page takes its own form only.",
      detail: type === "" ? "The request has no content-type." : `The body is sent as ${type}.`,
      solution: "Programs upload by POST /v1/submissions and enter by POST /v1/entries, in JSON: see /api.",
    });
  }
  try {
    return await request.formData();
  } catch (error) {
    return new ApiProblem(400, "malformed-form", {
      title: "The form cannot be read.",
      detail: error instanceof Error ? error.message : String(error),
      solution: "Send the form of /submit again, whole; programs use the API (see /api).",
    });
  }
}
