/** What the OpenAPI document says of the API as a whole. */
export const openApiInfo = {
  openapi: "3.1.0",
  info: {
    title: "Steepest API",
    version: "1",
    description:
      "Submissions, entries, runner leases, records and boards of a benchmark of neural-network training algorithms. " +
      "Errors are problem details (RFC 9457) that say in `solution` what to do.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  tags: [
    { name: "Submissions", description: "Training algorithms and their versions" },
    { name: "Entries", description: "Versions on boards, with their trials" },
    { name: "Trials", description: "Single training runs and their records" },
    { name: "Boards", description: "Ranked results" },
    { name: "Catalogue", description: "Workloads and suites" },
    { name: "Runners", description: "Machines that run trials" },
    { name: "Leases", description: "The queue, as runners use it" },
    { name: "Tokens", description: "Access of programs" },
    { name: "Accounts", description: "People: who they are, and how they come in" },
    { name: "Service", description: "Operation" },
  ],
};
