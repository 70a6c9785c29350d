import { createServer } from "node:net";
import { UserError } from "../../packages/base/userError.ts";

/** Opens and closes the port once; 0 picks a free one. Resolves to the port. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/** A port that nothing listens on. */
export const findFreePort = (): Promise<number> => tryPort(0);

/** Throws a UserError where somebody else has the port. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await tryPort(port);
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    throw new UserError(
      {
        code: inUse ? "port-in-use" : "port-not-allowed",
        what: inUse ? `Port ${port} is in use.` : `Port ${port} cannot be opened.`,
        details: inUse
          ? "Another platform, or another program, listens there (lsof -i, or ss -ltnp, says which). What a killed start of this folder left behind has been ended."
          : String((error as Error).message),
        solution: `Stop the other one, or take another port: npm start -- --port ${port < 65_000 ? port + 1 : 8788}`,
      },
      { cause: error },
    );
  }
}
