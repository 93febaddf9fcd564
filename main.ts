import { App } from "cdktf";
import { loadEnvironment } from "./environments";
import { synthesize } from "./rules";
import { createStacks } from "./stacks";

async function main(): Promise<void> {
  const environment = await loadEnvironment(process.env.ENVIRONMENT || "dev");
  const app = new App();
  await createStacks(app, environment);
  synthesize(app, { unjudged: process.argv.includes("--unjudged") || Boolean(process.env.UNJUDGED) });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
