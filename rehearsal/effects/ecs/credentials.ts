import type { Server } from "node:http";
import type Docker from "dockerode";
import type { Inventory } from "../../provider-double/inventory";
import { Relay } from "../aws/relay";
import { accessKeyOf } from "../aws/rights";
import { isIamUser } from "../cache-users";
import type { Engine } from "../engine";
import type { LastingContainers } from "../lasting-containers";
import type { LocalNotes } from "../local-notes";
import { sendsBySes } from "../mails/mail-catcher";
import type { ServicesImage } from "../services-image";

const HOST = "aws.rehearsal";
const ENDPOINT = `http://${HOST}:8080`;
/** Where the container takes the connections that lead here. */
const ANSWERS_PORT = 8081;

/** A container that looks into Systems Manager for the distribution that it may purge. */
const purges = (environment: readonly string[] = []): boolean =>
  environment.some((one) => /^WP_CDN_PARAMETER=./.test(one));

/**
 * Gives tasks what ECS gives those with a role: an address that answers with its credentials. They are made up, and so
 * that they stay on this machine, that address also stands for the rest of AWS, of which it knows little and refuses the rest.
 */
export class TaskCredentials {
  private starting: Promise<void> | undefined;
  private relay: Relay | undefined;

  constructor(
    private readonly engine: Pick<Engine, "name" | "ensureNetwork" | "publishedPort">,
    private readonly lasting: Pick<LastingContainers, "run" | "keep">,
    private readonly services: Pick<ServicesImage, "ready">,
    private readonly inventory: () => Inventory,
    private readonly notes: LocalNotes,
    private readonly aws: { readonly server: Server },
  ) {}

  /** The container with the address; unchanged while nothing here asks for a role. @param usesRole whether the task does for sure @default false */
  async extend(
    options: Docker.ContainerCreateOptions,
    roleArn: string,
    usesRole = false,
  ): Promise<Docker.ContainerCreateOptions> {
    const hasIamUser = this.inventory().all("aws_elasticache_user").some(isIamUser);
    if (!usesRole && !hasIamUser && !sendsBySes(options.Env) && !purges(options.Env)) return options;
    this.starting ??= this.start();
    await this.starting;
    this.notes.add("task: the credentials of its role are made up; AWS itself is not asked for anything with them");
    if (purges(options.Env)) {
      this.notes.add(
        "task: the role's policies decide whether it may purge CloudFront; a boundary of its rights and signatures are not looked at",
      );
    }
    return {
      ...options,
      Env: [
        ...(options.Env ?? []),
        `AWS_CONTAINER_CREDENTIALS_FULL_URI=${ENDPOINT}/credentials/${accessKeyOf(roleArn.split("/").pop() ?? "")}`,
        `AWS_ENDPOINT_URL=${ENDPOINT}`,
      ],
    };
  }

  close(): void {
    this.relay?.close();
  }

  private async start(): Promise<void> {
    const [image, network] = await Promise.all([this.services.ready(), this.engine.ensureNetwork()]);
    const name = this.engine.name("aws");
    const port = `${ANSWERS_PORT}/tcp`;
    const container = await this.lasting.run(name, {
      Image: image,
      Entrypoint: ["/usr/local/bin/relay"],
      ExposedPorts: { [port]: {} },
      HostConfig: {
        NetworkMode: network.name,
        PortBindings: { [port]: [{ HostIp: "127.0.0.1", HostPort: "0" }] },
        RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
      },
      NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [HOST] } } },
    });
    this.lasting.keep(name, "stand-in for AWS", container);
    this.relay = new Relay(() => this.engine.publishedPort(name, ANSWERS_PORT), this.aws.server);
  }
}
