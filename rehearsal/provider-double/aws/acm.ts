import { byArn, type Inventing, type KnownTypes } from "../knowledge";
import { inUse } from "../refusal";
import type { Value } from "../value";

export const acm: KnownTypes = {
  aws_acm_certificate: {
    ...byArn("acm:{region}:{account}:certificate/{uuid}"),
    computed: { domain_validation_options: (resource) => domainValidations(resource), status: () => "ISSUED" },
    refuses: [
      inUse(
        "ACM: DeleteCertificate",
        "ResourceInUseException",
        "arn",
        [
          ["aws_lb_listener", "certificate_arn"],
          ["aws_lb_listener_certificate", "certificate_arn"],
          ["aws_cloudfront_distribution", "viewer_certificate"],
        ],
        ({ state, account }) => `Certificate ${state.arn} in account ${account} is in use.`,
        { source: "hashicorp/terraform-provider-aws#4537" },
      ),
    ],
  },
  aws_acm_certificate_validation: {
    id: "{certificate_arn}",
    refuses: "It makes nothing: Terraform waits for the certificate, which a double issues at once.",
  },
};

function domainValidations({ known, hex }: Inventing): Value {
  const alternatives = Array.isArray(known.subject_alternative_names) ? known.subject_alternative_names : [];
  const domains = new Set([known.domain_name, ...alternatives].filter((domain) => typeof domain === "string"));
  return [...domains].map((domain) => ({
    domain_name: domain,
    resource_record_name: `_${hex(32, domain)}.${domain.replace(/^\*\./, "")}.`,
    resource_record_type: "CNAME",
    resource_record_value: `_${hex(32, `value ${domain}`)}.acm-validations.aws.`,
  }));
}
