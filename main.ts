import { App } from "cdktf";
import { loadEnvironment } from "./environments";
import { endedExceptions } from "./environments/schema/image-findings";
import { synthesize } from "./rules";
import { createStacks } from "./stacks";
import { withSiteProblems } from "./stacks/project-site";

async function main(): Promise<void> {
  const environment = await loadEnvironment(process.env.ENVIRONMENT || "dev").catch((error: Error) => {
    throw withSiteProblems(error);
  });
  for (const warning of endedExceptions(environment.monitoring?.imageFindings)) console.error(warning);
  const app = new App();
  await createStacks(app, environment);
  synthesize(app, { unjudged: process.argv.includes("--unjudged") || Boolean(process.env.UNJUDGED) });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
