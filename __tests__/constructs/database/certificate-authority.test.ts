import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { certificateAuthority } from "../../../constructs/database/certificate-authority";

test.each(["eu-west-1", "us-east-1", "ap-southeast-2"])("%s has the authority of its own region", (region) => {
  const certificate = new X509Certificate(certificateAuthority(region) ?? "");
  expect(certificate.ca).toBe(true);
  expect(certificate.subject).toContain(`CN=Amazon RDS ${region} Root CA RSA2048 G1`);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test("a region that it does not know has none", () => {
  expect(certificateAuthority("eu-nowhere-9")).toBeUndefined();
});
