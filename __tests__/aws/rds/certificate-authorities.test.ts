import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { certificateAuthority, proxyCertificateAuthorities } from "../../../aws/rds/certificate-authorities";

test.each(["eu-west-1", "us-east-1", "ap-southeast-2"])("%s has the authority of its own region", (region) => {
  const certificate = new X509Certificate(certificateAuthority(region) ?? "");
  expect(certificate.ca).toBe(true);
  expect(certificate.subject).toContain(`CN=Amazon RDS ${region} Root CA RSA2048 G1`);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test("a region that it does not know has none", () => {
  expect(certificateAuthority("eu-nowhere-9")).toBeUndefined();
});

test("a proxy's certificate comes from Amazon's public authorities, not from RDS's", () => {
  const certificates = proxyCertificateAuthorities().match(/-----BEGIN[\s\S]+?END CERTIFICATE-----/g) ?? [];
  const subjects = certificates.map((pem) => new X509Certificate(pem).subject);
  expect(subjects).toEqual(expect.arrayContaining([expect.stringContaining("CN=Amazon Root CA 1")]));
  expect(subjects.join()).not.toContain("Amazon RDS");
});
