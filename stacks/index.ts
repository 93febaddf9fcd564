import type { App, TerraformStack } from "cdktf";
import type { Environment } from "../environments";
import { DataStack } from "./data-stack";
import type { EdgeStack, EdgeStackProps } from "./edge-stack";
import { EmptyEdgeStack } from "./empty-edge-stack";
import { ImageStack } from "./image-stack";
import type { MailStack } from "./mail-stack";
import type { MonitoringStackProps } from "./monitoring-stack";
import type { NamesStack } from "./names-stack";
import { NetworkStack } from "./network-stack";
import { ServiceStack } from "./service-stack";
import { StateStack } from "./state-stack";

/**
 * Makes an environment's stacks, each of which depends on earlier ones only; the state stack is deployed first. Stacks that not every environment
 * has are loaded by those that do: what the provider says about CloudFront and the web ACL alone is a tenth of a small synth.
 */
export async function createStacks(app: App, environment: Environment): Promise<void> {
  new StateStack(app, environment);
  const { network } = new NetworkStack(app, environment);
  const data = new DataStack(app, environment, network);
  const image = new ImageStack(app, environment, data.keyArn);
  const names = await namesStack(app, environment);
  const mail = await mailStack(app, environment);
  const emptyEdge = emptyEdgeStack(app, environment, [data, image]);
  const service = new ServiceStack(app, environment, { network, data, image, names, mail });
  if (emptyEdge) service.addDependency(emptyEdge);
  const edge = await edgeStack(app, environment, { service, names });
  const { backup, budget, ci, monitoring } = environment;
  if (backup?.restoreTest !== undefined) {
    const { RestoreTestStack } = await import("./restore-test-stack.js");
    new RestoreTestStack(app, environment, { restoreTest: backup.restoreTest, network, data, image, service });
  }
  const topicArn =
    monitoring && (await monitoringTopic(app, environment, { monitoring, data, image, service, edge, mail }));
  if (budget !== undefined || ci !== undefined) {
    const { AccountStack } = await import("./account-stack.js");
    new AccountStack(app, environment, { budget, ci, topicArn });
  }
  const { offHours } = environment.schedule;
  if (offHours !== undefined) {
    const { ScheduleStack } = await import("./schedule-stack.js");
    new ScheduleStack(app, environment, { offHours, data });
  }
}

/** Where DNS is kept elsewhere, and a certificate has to be proved there. */
async function namesStack(app: App, environment: Environment): Promise<NamesStack | undefined> {
  const { cdn, site } = environment;
  if (site.domain?.dns !== "external") return undefined;
  const isCertified =
    site.domain.certificateArn !== undefined && (cdn === undefined || cdn.certificateArn !== undefined);
  if (isCertified) return undefined;
  const { NamesStack } = await import("./names-stack.js");
  return new NamesStack(app, environment, site.domain);
}

/** A site that has a domain, or has just lost it, may have had a CDN. */
function emptyEdgeStack(
  app: App,
  environment: Environment,
  after: readonly TerraformStack[],
): EmptyEdgeStack | undefined {
  const { cdn, site } = environment;
  const mayHaveHad = site.domain !== undefined || site.formerZoneRoleArn !== undefined;
  return cdn === undefined && mayHaveHad ? new EmptyEdgeStack(app, environment, after) : undefined;
}

/** Where mail leaves by SES. */
async function mailStack(app: App, environment: Environment): Promise<MailStack | undefined> {
  const { mail } = environment;
  if (mail === undefined || mail.smtp !== undefined) return undefined;
  const { MailStack } = await import("./mail-stack.js");
  return new MailStack(app, environment, mail);
}

async function edgeStack(
  app: App,
  environment: Environment,
  props: Pick<EdgeStackProps, "service" | "names">,
): Promise<EdgeStack | undefined> {
  const { cdn, site } = environment;
  if (cdn === undefined || site.domain === undefined) return undefined;
  const { EdgeStack } = await import("./edge-stack.js");
  return new EdgeStack(app, environment, { cdn, domain: site.domain, ...props });
}

async function monitoringTopic(app: App, environment: Environment, props: MonitoringStackProps): Promise<string> {
  const { MonitoringStack } = await import("./monitoring-stack.js");
  return new MonitoringStack(app, environment, props).topic.arn;
}
