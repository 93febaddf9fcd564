import type { Engine } from "./engine";
import type { ServicesImage } from "./services-image";

/** Key and certificate in PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

const PRINT = 'certificate "$1" && cat "$1/key.pem" "$1/certificate.pem"';

/**
 * Signs for the local database, cache and load balancer, in place of RDS's, ElastiCache's and ACM's authorities; it ends
 * with the run.
 */
export class CertificateAuthority {
  private making: Promise<KeyAndCertificate> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly services: ServicesImage,
  ) {}

  /** Made when the first server asks for it. */
  ready(): Promise<KeyAndCertificate> {
    this.making ??= this.make();
    return this.making;
  }

  /** @returns undefined as long as no server has a certificate of it */
  async inUse(): Promise<KeyAndCertificate | undefined> {
    return this.making;
  }

  /** What the script `certificate` of the services' image is told. */
  async environmentFor(hosts: readonly string[]): Promise<string[]> {
    const { key, certificate } = await this.ready();
    return [`HOST_NAMES=${hosts.join(",")}`, `CA_KEY=${key}`, `CA_CERTIFICATE=${certificate}`];
  }

  /** For a server that runs in no container. @param hosts names, and addresses of IPv4 */
  async issue(hosts: readonly string[]): Promise<KeyAndCertificate> {
    const command = ["/bin/sh", "-ec", PRINT, "sh", "/tmp/issued"];
    const environment = await this.environmentFor(hosts);
    return parseKeyAndCertificate(await this.engine.runOnce(await this.services.ready(), command, [], environment));
  }

  private async make(): Promise<KeyAndCertificate> {
    const output = await this.engine.runOnce(await this.services.ready(), ["/usr/local/bin/authority"], []);
    return parseKeyAndCertificate(output);
  }
}

/** @throws when one of the two is missing */
export function parseKeyAndCertificate(pem: string): KeyAndCertificate {
  const [key] = /-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----/.exec(pem) ?? [];
  const [certificate] = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.exec(pem) ?? [];
  if (key === undefined || certificate === undefined) throw new Error("no key and certificate were made");
  return { key, certificate };
}
