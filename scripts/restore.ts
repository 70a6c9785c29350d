// Restores what npm run backup saved into an empty platform: npm run restore -- FOLDER [--remote]
import { restoreBackup } from "./backup/restoreBackup.ts";
import { runBackupCommand } from "./backup/runBackupCommand.ts";
import { homeOf } from "./start/homeOf.ts";
import { claimStateFolder } from "./start/stateFolder.ts";

const help = `Restores a backup into an empty database: first the migrations that it had, then its data, then newer migrations; of a local one its objects, too.

  npm run restore -- FOLDER            into .steepest (or STEEPEST_HOME), where there is no database yet
  npm run restore -- FOLDER --remote   into the empty database of apps/site/wrangler.jsonc; its bucket by rclone: docs/deploy.md
`;

await runBackupCommand(help, async ({ folder, remote }) => {
  if (remote) {
    await restoreBackup({ kind: "remote" }, folder);
    return `The database is restored. Now its bucket (docs/deploy.md#back-up-and-restore): rclone copy ${folder}/objects r2:steepest`;
  }
  const { home } = homeOf(process.env);
  const claimed = await claimStateFolder(home, false);
  try {
    await restoreBackup({ kind: "local", state: claimed.state }, folder);
  } finally {
    await claimed.release();
  }
  return `The data are restored in ${home}: npm start goes on from there.`;
});
