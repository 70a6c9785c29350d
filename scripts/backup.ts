// Saves a platform's data: npm run backup -- FOLDER [--remote]

import { runBackupCommand } from "./backup/runBackupCommand.ts";
import { saveBackup } from "./backup/saveBackup.ts";
import { homeOf } from "./start/homeOf.ts";

const help = `Saves the platform's database in a folder, and of the local one (.steepest, or STEEPEST_HOME) the objects and signing keys beside it. It may run meanwhile. The
folder then holds whatever the platform knows, secrets of webhooks included.

  npm run backup -- FOLDER            the local platform of npm start
  npm run backup -- FOLDER --remote   the database of apps/site/wrangler.jsonc; its bucket is copied by rclone: docs/deploy.md
`;

await runBackupCommand(help, async ({ folder, remote }) => {
  await saveBackup(remote ? { kind: "remote" } : { kind: "local", state: homeOf(process.env).state }, folder);
  return remote
    ? `The database is in ${folder}. Now its bucket (docs/deploy.md#back-up-and-restore): rclone sync r2:steepest ${folder}/objects`
    : `The platform's data are in ${folder}.`;
});
