import { createHash } from "node:crypto";
import type Docker from "dockerode";
import type { CertificateAuthority } from "../certificate-authority";
import type { Engine } from "../engine";
import type { LocalNotes } from "../local-notes";

const SYSTEM_AUTHORITIES = "/etc/ssl/certs";
const BUNDLE = `${SYSTEM_AUTHORITIES}/ca-certificates.crt`;
const CERTIFICATE = "-----BEGIN CERTIFICATE-----";

/**
 * Lets tasks check the certificates of the local servers as they check AWS's: wherever a container's own authorities
 * stand, in the image or in a variable, the run's authority is added.
 */
export class Trust {
  private readonly volumes = new Map<string, Promise<string>>();

  constructor(
    private readonly engine: Engine,
    private readonly authority: Pick<CertificateAuthority, "inUse">,
    private readonly notes: LocalNotes,
  ) {}

  /** The container with the authority added; unchanged while no local server has a certificate. */
  async extend(options: Docker.ContainerCreateOptions): Promise<Docker.ContainerCreateOptions> {
    const authority = await this.authority.inUse();
    if (authority === undefined) return options;
    const volume = await this.bundleFor(String(options.Image), authority.certificate);
    this.notes.add(`task: ${BUNDLE} also holds the authority of this run, which signs for the local servers`);
    return {
      ...options,
      Env: (options.Env ?? []).map((variable) => this.withAuthority(variable, authority.certificate)),
      HostConfig: {
        ...options.HostConfig,
        Binds: [...(options.HostConfig?.Binds ?? []), `${volume}:${SYSTEM_AUTHORITIES}:ro`],
      },
    };
  }

  private withAuthority(variable: string, certificate: string): string {
    const [name, value = ""] = splitVariable(variable);
    if (!value.startsWith(CERTIFICATE)) return variable;
    this.notes.add(`task: ${name} also holds the authority of this run`);
    return `${name}=${value.trimEnd()}\n${certificate}`;
  }

  /** A volume with the image's authorities and the run's: Docker fills an empty volume with what the image has there. */
  private bundleFor(image: string, certificate: string): Promise<string> {
    const known = this.volumes.get(image);
    if (known) return known;
    const making = this.makeBundle(image, certificate);
    this.volumes.set(image, making);
    return making;
  }

  private async makeBundle(image: string, certificate: string): Promise<string> {
    const hash = createHash("sha256").update(image).update(certificate).digest("hex").slice(0, 12);
    const { name } = await this.engine.ensureVolume(this.engine.name(`trust-${hash}`), false);
    const script = `printf '\\n%s\\n' "$1" >>${BUNDLE}`;
    await this.engine.runOnce(image, ["/bin/sh", "-ec", script, "sh", certificate], [`${name}:${SYSTEM_AUTHORITIES}`]);
    return name;
  }
}

function splitVariable(variable: string): [string, string] {
  const end = variable.indexOf("=");
  return [variable.slice(0, end), variable.slice(end + 1)];
}
