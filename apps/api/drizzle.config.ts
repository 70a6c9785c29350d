import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["./database/schema.ts", "./database/*Tables.ts"],
  out: "../../migrations",
});
