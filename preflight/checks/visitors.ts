import { CLOUDFRONT_REGION } from "../../aws/partitions";
import { type Answer, ask, type Check, type Finding, unanswered, type World } from "../check";

/** Names that answer; `*.` stands for many, and is left out. */
const namesOf = ({ environment: { site } }: World): string[] =>
  site.domain === undefined ? [] : [site.domain.name, ...site.domain.aliases].filter((name) => !name.startsWith("*."));

/** The name that the records must lead to: the distribution's, else the load balancer's. */
async function front({ tree, aws, environment: { site } }: World): Promise<{ name: string } | Finding> {
  if (tree.all("aws_cloudfront_distribution").length > 0) {
    const words = ["cloudfront", "list-distributions"];
    const asked = await ask<{
      DistributionList?: { Items?: { DomainName: string; Aliases?: { Items?: string[] } }[] };
    }>(aws(CLOUDFRONT_REGION), ...words);
    const command = `aws ${words.join(" ")}`;
    if ("code" in asked) return unanswered("CloudFront's distributions", asked, command);
    const items = asked.answer.DistributionList?.Items ?? [];
    const ours = items.find(({ Aliases }) => Aliases?.Items?.includes(site.domain?.name ?? ""));
    if (ours !== undefined) return { name: ours.DomainName };
    return { severity: "stops", what: `no distribution of CloudFront has the alias ${site.domain?.name}`, command };
  }
  const balancer = tree.all("aws_lb")[0]?.text("name") ?? "";
  const words = ["elbv2", "describe-load-balancers", "--names", balancer];
  const asked = await ask<{ LoadBalancers: { DNSName: string }[] }>(aws(), ...words);
  const command = `aws ${words.join(" ")}`;
  if ("code" in asked)
    return asked.code === "LoadBalancerNotFound"
      ? { severity: "stops", what: `no load balancer ${balancer}: deploy first`, command }
      : unanswered(`load balancer ${balancer}`, asked, command);
  return { name: asked.answer.LoadBalancers[0]?.DNSName ?? "" };
}

/** The site's names lead to what the stacks made. */
export const records: Check = {
  title: "DNS records",
  run: async (world) => {
    const names = namesOf(world);
    if (names.length === 0) return [];
    const target = await front(world);
    if ("severity" in target) return [target];
    const wanted = await world.dns.addresses(target.name);
    const findings = names.map(async (name): Promise<Finding[]> => {
      const seen = await world.dns.addresses(name);
      const command = `dig +short ${name}`;
      if (seen.length === 0) return [{ severity: "stops", what: `${name} has no address`, command }];
      if (wanted.length === 0 || seen.some((address) => wanted.includes(address))) return [];
      return [{ severity: "stops", what: `${name} leads to ${seen.join(", ")}, not to ${target.name}`, command }];
    });
    return (await Promise.all(findings)).flat();
  },
};

async function get(world: World, address: string): Promise<Answer | Finding> {
  try {
    return await world.web(address);
  } catch (error) {
    return {
      severity: "stops",
      what: `${address} does not answer: ${(error as Error).message}`,
      command: `curl -I ${address}`,
    };
  }
}

/** Aliases lead to the site's name, with path and query. */
export const aliases: Check = {
  title: "aliases",
  run: async (world) => {
    const { domain } = world.environment.site;
    if (domain === undefined || domain.aliasMode !== "redirect") return [];
    const findings = namesOf(world)
      .filter((name) => name !== domain.name)
      .map(async (alias): Promise<Finding[]> => {
        const address = `https://${alias}/preflight?a=b`;
        const answer = await get(world, address);
        if ("severity" in answer) return [answer];
        const wanted = `https://${domain.name}/preflight?a=b`;
        if (answer.status === 301 && answer.location === wanted) return [];
        const what = `${alias}: must answer 301 to ${wanted}, and answers ${answer.status}${answer.location ? ` to ${answer.location}` : ""}`;
        return [{ severity: "stops", what, command: `curl -I '${address}'` }];
      });
    return (await Promise.all(findings)).flat();
  },
};

/** Plain HTTP leads to HTTPS. */
export const https: Check = {
  title: "HTTPS",
  run: async (world) => {
    const { domain } = world.environment.site;
    if (domain === undefined) return [];
    const address = `http://${domain.name}/`;
    const answer = await get(world, address);
    if ("severity" in answer) return [answer];
    const { status, location = "" } = answer;
    if ([301, 302, 307, 308].includes(status) && location.startsWith(`https://${domain.name}/`)) return [];
    const what = `${address}: must lead to https://${domain.name}/, and answers ${status}${location ? ` to ${location}` : ""}`;
    return [{ severity: "stops", what, command: `curl -I ${address}` }];
  },
};

const NOINDEX = /<meta[^>]+name=["']robots["'][^>]*noindex/i;

/** Search engines are let in. */
export const robots: Check = {
  title: "robots",
  run: async (world) => {
    const { domain } = world.environment.site;
    if (domain === undefined) return [];
    const home = `https://${domain.name}/`;
    const [page, file] = [await get(world, home), await get(world, `${home}robots.txt`)];
    if ("severity" in page) return [page];
    const mend = `npm run wp -- --environment ${world.environment.name} option update blog_public 1`;
    const findings: Finding[] = [];
    if (page.status !== 200)
      findings.push({ severity: "stops", what: `${home} answers ${page.status}`, command: `curl -I ${home}` });
    if (NOINDEX.test(page.text) || /noindex/i.test(page.headers["x-robots-tag"] ?? ""))
      findings.push({ severity: "warns", what: `${home} tells search engines to stay away (noindex)`, command: mend });
    if (!("severity" in file) && /^Disallow:\s*\/\s*$/im.test(file.text))
      findings.push({ severity: "warns", what: "robots.txt disallows the whole site", command: mend });
    return findings;
  },
};
