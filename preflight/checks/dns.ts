import { ask, type Check, type Finding, unanswered } from "../check";

/** What CAA records must name so that Amazon may issue. Source: https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html */
const AMAZON = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];

/** No CAA record keeps Amazon from issuing the certificate. The nearest name that has any decides. */
export const issuers: Check = {
  title: "CAA records",
  run: async ({ environment: { site }, tree, dns }) => {
    if (site.domain === undefined || tree.all("aws_acm_certificate").length === 0) return [];
    const names = [site.domain.name, ...site.domain.aliases].map((name) => name.replace(/^\*\./, ""));
    const findings = names.map(async (name): Promise<Finding[]> => {
      const labels = name.split(".");
      for (let first = 0; first < labels.length - 1; first++) {
        const at = labels.slice(first).join(".");
        const allowed = await dns.issuers(at);
        if (allowed.length === 0) continue;
        if (allowed.some((one) => AMAZON.includes(one))) return [];
        const what = `CAA records of ${at} let only ${allowed.join(", ")} issue certificates, so none is issued for ${name}; add ${at} CAA 0 issue "amazon.com"`;
        return [{ severity: "stops", what, command: `dig +short CAA ${at}` }];
      }
      return [];
    });
    return (await Promise.all(findings)).flat();
  },
};

/** The zone holds the site's names, is public, and the world asks its name servers. */
export const delegation: Check = {
  title: "DNS delegation",
  run: async ({ environment: { site }, aws, dns }) => {
    const { domain } = site;
    const id = domain?.hostedZoneId;
    if (domain === undefined || id === undefined) return [];
    const command = `aws route53 get-hosted-zone --id ${id}`;
    if (domain.hostedZoneRoleArn !== undefined)
      return [
        { severity: "unknown", what: `zone ${id} is another account's (site.domain.hostedZoneRoleArn)`, command },
      ];
    const asked = await ask<{
      HostedZone: { Name: string; Config?: { PrivateZone?: boolean } };
      DelegationSet?: { NameServers: string[] };
    }>(aws(), "route53", "get-hosted-zone", "--id", id);
    if ("code" in asked)
      return asked.code === "NoSuchHostedZone"
        ? [
            {
              severity: "stops",
              what: `site.domain.hostedZoneId: no zone ${id} in this account`,
              command: "aws route53 list-hosted-zones",
            },
          ]
        : [unanswered(`zone ${id}`, asked, command)];
    const { HostedZone, DelegationSet } = asked.answer;
    const zone = HostedZone.Name.replace(/\.$/, "");
    const outside = [domain.name, ...domain.aliases]
      .map((name) => name.replace(/^\*\./, ""))
      .filter((name) => name !== zone && !name.endsWith(`.${zone}`));
    const findings: Finding[] = outside.map((name) => ({
      severity: "stops",
      what: `site.domain: ${name} is not in the zone ${id}, which is ${zone}`,
      command: "aws route53 list-hosted-zones",
    }));
    if (HostedZone.Config?.PrivateZone)
      findings.push({
        severity: "stops",
        what: `zone ${zone} is private: no visitor sees it, and no certificate is proved`,
        command,
      });
    const wanted = (DelegationSet?.NameServers ?? []).map((name) => name.toLowerCase());
    const seen = (await dns.nameServers(zone)).map((name) => name.toLowerCase().replace(/\.$/, ""));
    if (!wanted.some((name) => seen.includes(name)))
      findings.push({
        severity: "stops",
        what: `${zone} is not delegated to Route 53: the world asks ${seen.join(", ") || "nobody"}; the registrar must name ${wanted.join(", ")}`,
        command: `dig +short NS ${zone}`,
      });
    return findings;
  },
};
