import { App } from "cdktf";
import { loadEnvironment } from "./environments";
import { DataStack } from "./stacks/data-stack";
import { ImageStack } from "./stacks/image-stack";
import { NetworkStack } from "./stacks/network-stack";
import { ServiceStack } from "./stacks/service-stack";
import { StateStack } from "./stacks/state-stack";

async function main(): Promise<void> {
  const environment = await loadEnvironment(process.env.ENVIRONMENT || "dev");
  const app = new App();
  new StateStack(app, environment);
  const { network } = new NetworkStack(app, environment);
  const data = new DataStack(app, environment, network);
  const image = new ImageStack(app, environment, data.keyArn);
  new ServiceStack(app, environment, { network, data, image });
  app.synth();
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
