import type { App } from "cdktf";
import type { Environment } from "../environments";
import { AccountStack } from "./account-stack";
import { DataStack } from "./data-stack";
import { EdgeStack } from "./edge-stack";
import { ImageStack } from "./image-stack";
import { MonitoringStack } from "./monitoring-stack";
import { NetworkStack } from "./network-stack";
import { ServiceStack } from "./service-stack";
import { StateStack } from "./state-stack";

/** Makes an environment's stacks, each of which depends on earlier ones only; the state stack is deployed first. */
export function createStacks(app: App, environment: Environment): void {
  new StateStack(app, environment);
  const { network } = new NetworkStack(app, environment);
  const data = new DataStack(app, environment, network);
  const image = new ImageStack(app, environment, data.keyArn);
  const service = new ServiceStack(app, environment, { network, data, image });
  const { budget, cdn, ci, monitoring, site } = environment;
  const { domain } = site;
  const edge = cdn && domain && new EdgeStack(app, environment, { cdn, domain, service });
  const watch = monitoring && new MonitoringStack(app, environment, { monitoring, data, service, edge });
  if (budget !== undefined || ci !== undefined) {
    new AccountStack(app, environment, { budget, ci, topicArn: watch?.topic.arn });
  }
}
