const causes = [
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|network/i,
    what: "The npm registry cannot be reached.",
    solution:
      "Only the first start needs the network. Connect (or set a registry that you can reach: npm config set registry URL) and run the command again.",
  },
  {
    pattern: /ENOSPC/,
    what: "The disk is full.",
    solution: "Free about 1 GB and run the command again.",
  },
  {
    pattern: /EACCES|EPERM|EROFS/,
    what: "This folder (or npm's cache) may not be written to.",
    solution: "Make both writable for you: ls -ld . node_modules; npm config get cache",
  },
  {
    pattern: /EUSAGE|can only install packages when your package\.json and package-lock\.json/,
    what: "package.json and package-lock.json do not belong together.",
    solution: "Run npm install, which writes the lockfile anew, and look at its diff before you commit it.",
  },
  {
    pattern: /spawn npm ENOENT/,
    what: "npm is not installed.",
    solution: "Install Node with npm (https://nodejs.org, or apt-get install npm) and run the command again.",
  },
];

/** What a person reads when `npm ci` failed: what happened, what npm said last, the way out. */
export function explainInstallFailure(errors) {
  const cause = causes.find(({ pattern }) => pattern.test(errors));
  const said = errors.split("\n").filter((line) => !/^npm warn|^npm error\s*$|aliases:|npm help/.test(line));
  const lastLines = said.join("\n").trim().split("\n").slice(-10).join("\n");
  return [
    cause?.what ?? "npm ci failed.",
    lastLines,
    cause?.solution ??
      "Run npm ci by hand to see all that it says; an empty cache helps at times: npm cache verify",
  ].join("\n\n");
}
