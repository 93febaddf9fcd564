import type Docker from "dockerode";
import type { Engine } from "../engine";
import type { LastingContainers } from "../lasting-containers";
import type { LocalNotes } from "../local-notes";
import type { ServicesImage } from "../services-image";
import { type CaughtMail, readMails } from "./caught-mail";

const HOST = "mails.rehearsal";
const SMTP_PORT = 1025;
const SES_PORT = 8025;
/** Where nobody says who sends: WordPress's own sender, `wordpress@localhost`, is no address to itself. */
const SENDER = "wordpress@example.com";

/** A container that sends mail by SES with its role. */
export const sendsBySes = (environment: readonly string[] = []): boolean =>
  environment.some((one) => /^\w*SES_REGION=./.test(one));

/** A container of WordPress: it has a site's address, or a server of mail. */
const sendsMail = (environment: readonly string[] = []): boolean =>
  sendsBySes(environment) || environment.some((one) => /^(WP_HOME|SMTP_HOST)=/.test(one));

/** Takes every mail that a task sends, by SES or by a server of mail, and shows it. None leaves this machine. */
export class MailCatcher {
  private starting: Promise<void> | undefined;

  constructor(
    private readonly engine: Pick<Engine, "name" | "ensureNetwork" | "logOf">,
    private readonly lasting: Pick<LastingContainers, "run" | "keep">,
    private readonly services: Pick<ServicesImage, "ready">,
    private readonly notes: Pick<LocalNotes, "add">,
  ) {}

  /** The container with the way to here; unchanged when it sends no mail. */
  async extend(options: Docker.ContainerCreateOptions): Promise<Docker.ContainerCreateOptions> {
    const environment = options.Env ?? [];
    if (!sendsMail(environment)) return options;
    this.starting ??= this.start();
    await this.starting;
    const known = environment.some((one) => one.startsWith("SMTP_HOST=")) || sendsBySes(environment);
    this.notes.add(
      known
        ? "mail: is caught, none is sent: npm run mails"
        : "mail: is caught (npm run mails); on AWS it fails, since the environment has no section `mail`",
    );
    if (sendsBySes(environment))
      return { ...options, Env: [...environment, `AWS_ENDPOINT_URL_SES=http://${HOST}:${SES_PORT}`] };
    const others = environment.filter((one) => !/^SMTP_(HOST|PORT|ENCRYPTION|USER|PASSWORD)=/.test(one));
    const sender = others.some((one) => one.startsWith("SMTP_FROM=")) ? [] : [`SMTP_FROM=${SENDER}`];
    const server = [`SMTP_HOST=${HOST}`, `SMTP_PORT=${SMTP_PORT}`, "SMTP_ENCRYPTION=none"];
    return { ...options, Env: [...others, ...server, ...sender] };
  }

  /** Every mail since the start, the oldest first. */
  async all(): Promise<CaughtMail[]> {
    if (this.starting === undefined) return [];
    await this.starting;
    return readMails(await this.engine.logOf(this.engine.name("mails")));
  }

  private async start(): Promise<void> {
    const [image, network] = await Promise.all([this.services.ready(), this.engine.ensureNetwork()]);
    const name = this.engine.name("mails");
    const container = await this.lasting.run(name, {
      Image: image,
      Entrypoint: ["/usr/local/bin/mails"],
      HostConfig: { NetworkMode: network.name, RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } },
      NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [HOST] } } },
    });
    this.lasting.keep(name, "mail catcher", container);
  }
}
