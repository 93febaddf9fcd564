import type { Rule } from "../rule";

export const mailDomainRules: readonly Rule[] = [
  {
    id: "mail-from-domain",
    trap: 79,
    title: "The MAIL FROM domain lies below the identity's domain and is not the domain itself",
    source: "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
    severity: "error",
    fix: "Take a name such as bounce. before the identity's domain.",
    on: ["aws_sesv2_email_identity_mail_from_attributes", "aws_ses_domain_mail_from"],
    *check(resource) {
      const domain = resource.text("mail_from_domain")?.toLowerCase();
      const given = resource.type === "aws_ses_domain_mail_from" ? "domain" : "email_identity";
      const identity = resource.text(given)?.toLowerCase().split("@").at(-1);
      if (domain && identity && !domain.endsWith(`.${identity}`))
        yield resource.problem("mail_from_domain", `not below ${identity}`);
    },
  },
];
