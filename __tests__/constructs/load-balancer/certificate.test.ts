import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { TerraformOutput, Testing } from "cdktf";
import { expect, test } from "vitest";
import { Certificate, type CertificateProps } from "../../../constructs/load-balancer/certificate";
import { synth } from "../../support/synth";

const build = (props: Partial<CertificateProps> = {}) =>
  synth(
    (stack) =>
      new Certificate(stack, "Certificate", {
        domainName: "example.com",
        alternativeNames: [],
        zone: { id: "Z1" },
        ...props,
      }),
  );

/** Names whose validation record is looked up, in order. */
const proved = (props: Partial<CertificateProps>) =>
  build(props)
    .all(Route53Record)
    .map(({ name }) => /option\.domain_name == "(.*)"\]\[0\]\}$/.exec(String(name))?.[1]);

test("proves its names by DNS and is replaced before it is destroyed", () => {
  expect(
    Testing.toHaveResourceWithProperties(build().json, AcmCertificate.tfResourceType, {
      domain_name: "example.com",
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    }),
  ).toBe(true);
});

test("takes each part of the record from what ACM asks for", () => {
  const { all, byId } = build();
  const [id] = Object.keys(byId(AcmCertificate));
  const option = (attribute: string) =>
    `\${[for option in aws_acm_certificate.${id}.domain_validation_options : option.${attribute} if option.domain_name == "example.com"][0]}`;
  expect(all(Route53Record)).toMatchObject([
    {
      zone_id: "Z1",
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
      // Another certificate for the same name asks for the same record.
      allow_overwrite: true,
    },
  ]);
});

test("makes one record for a name and its wildcard, and one for each other name", () => {
  expect(proved({ alternativeNames: ["*.example.com", "www.example.org"] })).toEqual([
    "example.com",
    "www.example.org",
  ]);
  expect(proved({ domainName: "*.example.com" })).toEqual(["*.example.com"]);
  expect(proved({ domainName: "*.example.com", alternativeNames: ["example.com"] })).toEqual(["example.com"]);
});

test("gives its ARN only after the validation, so that nobody uses it before it is issued", () => {
  const { byId, parsed } = synth((stack) => {
    const certificate = new Certificate(stack, "Certificate", {
      domainName: "example.com",
      alternativeNames: [],
      zone: { id: "Z1" },
    });
    new TerraformOutput(stack, "Arn", { value: certificate.arn });
  });
  const [validation] = Object.keys(byId(AcmCertificateValidation));
  const records = Object.keys(byId(Route53Record)).map((id) => `\${aws_route53_record.${id}.fqdn}`);
  expect(parsed.output?.Arn?.value).toBe(`\${aws_acm_certificate_validation.${validation}.certificate_arn}`);
  expect(Object.values(byId(AcmCertificateValidation))).toMatchObject([{ validation_record_fqdns: records }]);
});

test("is issued in another region when given its provider, while DNS stays with the stack's own", () => {
  const { all } = synth((stack) => {
    const provider = new AwsProvider(stack, "UsEast1", { region: "us-east-1", alias: "us_east_1" });
    new Certificate(stack, "Certificate", {
      domainName: "example.com",
      alternativeNames: [],
      zone: { id: "Z1" },
      provider,
    });
  });
  expect(all(AcmCertificate)).toMatchObject([{ provider: "aws.us_east_1" }]);
  expect(all(AcmCertificateValidation)).toMatchObject([{ provider: "aws.us_east_1" }]);
  expect(all(Route53Record)).toEqual([expect.not.objectContaining({ provider: expect.anything() })]);
});

test("is proved by the records of a certificate with the same names elsewhere", () => {
  const { all, byId } = synth((stack) => {
    const provider = new AwsProvider(stack, "UsEast1", { region: "us-east-1", alias: "us_east_1" });
    const names = { domainName: "example.com", alternativeNames: [], zone: { id: "Z1" } };
    const provedBy = new Certificate(stack, "Here", names);
    new Certificate(stack, "There", { ...names, provider, provedBy });
  });
  const records = Object.keys(byId(Route53Record)).map((id) => `\${aws_route53_record.${id}.fqdn}`);
  expect(records).toHaveLength(1);
  expect(all(AcmCertificateValidation)).toMatchObject([
    { validation_record_fqdns: records },
    { validation_record_fqdns: records, provider: "aws.us_east_1" },
  ]);
});

test.each(["Example.com", "example", "-a.example.com", "https://example.com", "a.*.com", `${"a".repeat(64)}.com`, ""])(
  "refuses the name %j",
  (domainName) => {
    expect(() => build({ domainName })).toThrow(
      `test/Certificate: a name must be a lowercase domain name, got ${JSON.stringify(domainName)}`,
    );
  },
);

test("refuses a bad alternative name as well, and one that is there already", () => {
  expect(() => build({ alternativeNames: ["no name"] })).toThrow('got "no name"');
  expect(() => build({ alternativeNames: ["example.com"] })).toThrow(
    "test/Certificate: a name may stand on the certificate once, got example.com twice",
  );
});

test("refuses a first name too long for a common name", () => {
  const domainName = `${"a".repeat(40)}.${"b".repeat(20)}.example.com`;
  expect(() => build({ domainName })).toThrow("test/Certificate: domainName must have 64 characters at most, got 73");
  expect(() => build({ alternativeNames: [domainName] })).not.toThrow();
});
