import { App } from "cdktf";
import { loadEnvironment } from "../../environments";
import { createStacks } from "../../stacks";

/** What main.ts does, but for the rules. */
async function main(): Promise<void> {
  const environment = await loadEnvironment(process.env.ENVIRONMENT || "dev");
  const app = new App();
  await createStacks(app, environment);
  app.synth();
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
