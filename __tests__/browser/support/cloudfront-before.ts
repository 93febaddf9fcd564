import { request } from "node:https";
import { join } from "node:path";
import { Distribution } from "../../../constructs/edge/distribution";
import { PurgeGrant } from "../../../constructs/edge/purge-grant";
import { AwsEndpoint } from "../../../rehearsal/effects/aws/endpoint";
import { PurgeCalls } from "../../../rehearsal/effects/aws/purge-calls";
import { Relay } from "../../../rehearsal/effects/aws/relay";
import { accessKeyOf, Rights } from "../../../rehearsal/effects/aws/rights";
import { ContentDelivery } from "../../../rehearsal/effects/edge/effects";
import { LoadBalancing } from "../../../rehearsal/effects/load-balancer/effects";
import { LoadBalancerProxy } from "../../../rehearsal/effects/load-balancer/proxy";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import type { Effect } from "../../../rehearsal/provider-double/effect";
import { Inventory } from "../../../rehearsal/provider-double/inventory";
import type { ObjectValue } from "../../../rehearsal/provider-double/value";
import { freePort } from "../../../rehearsal/state-backend/moto";
import { docker } from "../../image/support/docker";
import type { Lab } from "../../image/support/lab";
import { eventually } from "../../image/support/wait";
import { applied, type States } from "../../rehearsal/effects/edge/support/applied";
import { HostAuthority } from "../../rehearsal/support/authority";
import { synth } from "../../support/synth";

const SCRIPT = join(__dirname, "../../../rehearsal/effects/services/relay");
const ROLE = "site-task";
const PLACE = { region: "eu-west-1", account: "111122223333", provider: {} };
const PRIVATE_NETWORKS = "172.16.0.0/12,192.168.0.0/16,10.0.0.0/8";

/** The project's distribution, its rights to purge, and a load balancer behind it, as a rehearsal runs them, before a container of the test. */
export class CloudFrontBefore {
  private readonly authority = new HostAuthority();
  private readonly inventory = new Inventory();
  private readonly balancing: LoadBalancing;
  private readonly delivery: ContentDelivery;
  private readonly relay: Relay;

  private constructor(
    proxy: LoadBalancerProxy,
    private readonly port: number,
    private readonly aws: string,
  ) {
    const inventory = () => this.inventory;
    const notes = new LocalNotes();
    const authority = Object.assign(this.authority, {
      inUse: async () => ({ key: "", certificate: this.authority.certificate }),
    });
    this.balancing = new LoadBalancing({ proxy, address: `localhost:${port}`, inventory, notes, authority });
    this.delivery = new ContentDelivery({
      ...{ proxy, inventory, notes, authority, onEvent: () => undefined, directories: () => [] },
    });
    const rights = new Rights(inventory);
    const nothing = { answer: () => undefined };
    const endpoint = new AwsEndpoint(rights, {
      ...{ purges: new PurgeCalls(inventory, rights, this.delivery), copies: nothing },
      ...{ tasks: { answer: async () => undefined }, objects: { answer: async () => undefined } },
    });
    this.relay = new Relay(async () => Number((await docker(["port", aws, "8081"])).split(":").pop()), endpoint.server);
  }

  /** Takes a port, and starts what answers tasks in place of AWS. */
  static async open(lab: Lab): Promise<CloudFrontBefore> {
    const port = await freePort();
    const aws = await lab.service("aws", {
      command: ["perl", "/relay"],
      flags: ["--volume", `${SCRIPT}:/relay:ro`, "--publish", "127.0.0.1::8081"],
    });
    return new CloudFrontBefore(await LoadBalancerProxy.listen(port), port, aws.name);
  }

  get address(): string {
    return `https://localhost:${this.port}`;
  }

  /** What the task definition and ECS tell a container of the site. */
  get settings(): Record<string, string> {
    const [, parameter = {}] = states().find(([type]) => type === "aws_ssm_parameter") ?? [];
    const endpoint = `http://${this.aws}:8080`;
    return {
      TRUSTED_PROXIES: PRIVATE_NETWORKS,
      WP_CDN_PARAMETER: String(parameter.arn),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/credentials/${accessKeyOf(ROLE)}`,
      AWS_ENDPOINT_URL: endpoint,
    };
  }

  /** Serves WordPress, until it is installed. @param task port of the loopback interface that leads to its container */
  async serve(task: number): Promise<void> {
    await this.apply("aws_lb", { id: "lb", arn: "lb", internal: true });
    await this.apply("aws_lb_target_group", { id: "tg", arn: "tg", health_check: [{ path: "/healthz" }] });
    await this.apply("aws_lb_listener", {
      ...{ id: "l", arn: "l", load_balancer_arn: "lb", port: 443, protocol: "HTTPS" },
      default_action: [{ type: "forward", target_group_arn: "tg" }],
    });
    this.balancing.group("tg")?.register("task", task);
    this.inventory.put("aws_iam_role", { id: ROLE, name: ROLE, arn: `arn:aws:iam::${PLACE.account}:role/${ROLE}` });
    const [last, others] = [states().filter(isDistribution), states().filter((one) => !isDistribution(one))];
    for (const [type, state] of [...others, ...last]) await this.apply(type, state);
    await eventually("the site is installed", async () => (await this.status("/?installed")) === 200);
  }

  async close(): Promise<void> {
    this.relay.close();
    await this.balancing.close();
  }

  private async apply(type: string, state: ObjectValue): Promise<void> {
    const effect: Effect | undefined = [...this.balancing.effects, ...this.delivery.effects].find(
      (one) => one.type === type,
    );
    this.inventory.put(type, { ...state, ...(await effect?.create?.({ type, state, config: state, ...PLACE })) });
  }

  /** Of a page that nobody keeps. */
  private status(path: string): Promise<number | undefined> {
    const options = { port: this.port, path, ca: this.authority.certificate, agent: false as const };
    return new Promise((resolve, reject) => {
      request({ host: "localhost", ...options, headers: { authorization: "none" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once("error", reject)
        .end();
    });
  }
}

function isDistribution([type]: States[number]): boolean {
  return type === "aws_cloudfront_distribution";
}

let made: States | undefined;

/** The resources of the project's constructs. */
function states(): States {
  made ??= applied(
    synth((stack) => {
      const distribution = new Distribution(stack, "Distribution", {
        ...{ name: "site", errorPageBucketName: "site-errors", siteTitle: "Site", certificateArn: "arn:certificate" },
        ...{
          priceClass: "PriceClass_100",
          pageTtlSeconds: 300,
          uncachedPaths: [],
          sitesBelowPaths: false,
          originReadTimeoutSeconds: 60,
        },
        domainNames: ["www.example.com"],
        loadBalancer: { arn: "lb", dnsName: "site.elb.amazonaws.com", idleTimeoutSeconds: 70 },
      });
      new PurgeGrant(stack, "Purge", { parameterName: "/site/distribution-id", distribution, taskRoleName: ROLE });
    }).parsed.resource ?? {},
  );
  return made;
}
