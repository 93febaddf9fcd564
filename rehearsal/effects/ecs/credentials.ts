import type Docker from "dockerode";
import type { Inventory } from "../../provider-double/inventory";
import { isIamUser } from "../cache-users";
import type { Engine } from "../engine";
import type { LocalNotes } from "../local-notes";
import { sendsBySes } from "../mails/mail-catcher";
import type { ServicesImage } from "../services-image";

const HOST = "credentials.rehearsal";
const ENDPOINT = `http://${HOST}:8080`;

/**
 * Gives tasks what ECS gives those with a role: an address that answers with its credentials. They are made up, and so
 * that they stay on this machine, that address also stands for the rest of AWS, and refuses.
 */
export class TaskCredentials {
  private starting: Promise<void> | undefined;

  constructor(
    private readonly engine: Pick<Engine, "name" | "run" | "ensureNetwork">,
    private readonly services: Pick<ServicesImage, "ready">,
    private readonly inventory: () => Inventory,
    private readonly notes: LocalNotes,
  ) {}

  /** The container with the address; unchanged while nothing here asks for a role. */
  async extend(options: Docker.ContainerCreateOptions): Promise<Docker.ContainerCreateOptions> {
    const isAsked = this.inventory().all("aws_elasticache_user").some(isIamUser) || sendsBySes(options.Env);
    if (!isAsked) return options;
    this.starting ??= this.start();
    await this.starting;
    this.notes.add("task: the credentials of its role are made up, and AWS is not asked for anything with them");
    return {
      ...options,
      Env: [
        ...(options.Env ?? []),
        `AWS_CONTAINER_CREDENTIALS_FULL_URI=${ENDPOINT}/credentials`,
        `AWS_ENDPOINT_URL=${ENDPOINT}`,
      ],
    };
  }

  private async start(): Promise<void> {
    const [image, network] = await Promise.all([this.services.ready(), this.engine.ensureNetwork()]);
    await this.engine.run(this.engine.name("credentials"), {
      Image: image,
      Entrypoint: ["/usr/local/bin/credentials"],
      HostConfig: { NetworkMode: network.name, RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } },
      NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [HOST] } } },
    });
  }
}
