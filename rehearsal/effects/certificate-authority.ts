import type { Engine } from "./engine";
import type { ServicesImage } from "./services-image";

/** Key and certificate in PEM. */
export interface Authority {
  readonly key: string;
  readonly certificate: string;
}

/** Signs for the local database and cache, in place of RDS's and ElastiCache's authorities; it ends with the run. */
export class CertificateAuthority {
  private making: Promise<Authority> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly services: ServicesImage,
  ) {}

  /** Made when the first server asks for it. */
  ready(): Promise<Authority> {
    this.making ??= this.make();
    return this.making;
  }

  /** @returns undefined as long as no server has a certificate of it */
  async inUse(): Promise<Authority | undefined> {
    return this.making;
  }

  /** What the script `certificate` of the services' image is told. */
  async environmentFor(hosts: readonly string[]): Promise<string[]> {
    const { key, certificate } = await this.ready();
    return [`HOST_NAMES=${hosts.join(",")}`, `CA_KEY=${key}`, `CA_CERTIFICATE=${certificate}`];
  }

  private async make(): Promise<Authority> {
    const output = await this.engine.runOnce(await this.services.ready(), ["/usr/local/bin/authority"], []);
    return parseAuthority(output);
  }
}

/** @throws when one of the two is missing */
export function parseAuthority(pem: string): Authority {
  const [key] = /-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----/.exec(pem) ?? [];
  const [certificate] = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.exec(pem) ?? [];
  if (key === undefined || certificate === undefined) throw new Error("the local certificate authority was not made");
  return { key, certificate };
}
