import { type Answer, ask, type Check, type Finding, unanswered, type World } from "../check";

const DAY = 86_400_000;
/** ACM renews 60 days before the end; one that is nearer is not being renewed. */
const RENEWED_BEFORE_DAYS = 30;

/** Each certificate that the stacks ask for is issued and not about to end. */
export const certificates: Check = {
  title: "certificates",
  run: async ({ tree, aws, now }) => {
    const findings = tree.all("aws_acm_certificate").map(async (wanted): Promise<Finding[]> => {
      const [name = "", region] = [wanted.text("domain_name"), wanted.region];
      const words = ["acm", "list-certificates"];
      const command = `aws ${words.join(" ")} --region ${region}`;
      const asked = await ask<{
        CertificateSummaryList: { DomainName: string; Status?: string; NotAfter?: string; CertificateArn: string }[];
      }>(aws(region), ...words);
      if ("code" in asked) return [unanswered(`certificate of ${name}`, asked, command)];
      const all = asked.answer.CertificateSummaryList.filter(({ DomainName }) => DomainName === name);
      const issued = all.find(({ Status }) => Status === "ISSUED");
      if (issued === undefined)
        return [
          {
            severity: "stops",
            what: `certificate of ${name} in ${region}: ${all[0]?.Status ?? "there is none"}`,
            command,
          },
        ];
      const left =
        issued.NotAfter === undefined
          ? Number.POSITIVE_INFINITY
          : (Date.parse(issued.NotAfter) - now().getTime()) / DAY;
      if (left > RENEWED_BEFORE_DAYS) return [];
      const what = `certificate of ${name} in ${region} ends in ${Math.floor(left)} days and was not renewed`;
      return [
        {
          severity: "warns",
          what,
          command: `aws acm describe-certificate --certificate-arn ${issued.CertificateArn} --region ${region}`,
        },
      ];
    });
    return (await Promise.all(findings)).flat();
  },
};

/** Names that answer; `*.` stands for many, and is left out. */
const namesOf = ({ environment: { site } }: World): string[] =>
  site.domain === undefined ? [] : [site.domain.name, ...site.domain.aliases].filter((name) => !name.startsWith("*."));

/** The name that the records must lead to: the distribution's, else the load balancer's. */
async function front({ tree, aws, environment: { site } }: World): Promise<{ name: string } | Finding> {
  if (tree.all("aws_cloudfront_distribution").length > 0) {
    const words = ["cloudfront", "list-distributions"];
    const asked = await ask<{
      DistributionList?: { Items?: { DomainName: string; Aliases?: { Items?: string[] } }[] };
    }>(aws("us-east-1"), ...words);
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

/** Names of administrators that every attacker tries first. */
const GUESSED = new Set(["admin", "administrator", "root", "test", "user", "wordpress"]);

/** The administrator is nobody's guess, and a person gets the mails. */
export const administrator: Check = {
  title: "administrator",
  run: async ({ environment: { site, name } }) => {
    const findings: Finding[] = [];
    const list = `npm run wp -- --environment ${name} user list --role=administrator`;
    if (GUESSED.has(site.adminUser.toLowerCase()))
      findings.push({
        severity: "warns",
        what: `site.adminUser: ${site.adminUser} is what attackers try first`,
        command: list,
      });
    if (/@([a-z0-9-]+\.)*example\.(com|org|net)$/i.test(site.adminEmail))
      findings.push({
        severity: "warns",
        what: `site.adminEmail: ${site.adminEmail} is nobody's mailbox`,
        command: list,
      });
    return findings;
  },
};

/** Something has been backed up once. */
export const backups: Check = {
  title: "backups",
  run: async ({ environment: { region }, tree, aws }) => {
    const vaults = tree.all("aws_backup_vault").filter((vault) => vault.region === region);
    const points = vaults.map(async (vault): Promise<Finding[]> => {
      const name = vault.text("name") ?? "";
      const words = ["backup", "list-recovery-points-by-backup-vault", "--backup-vault-name", name];
      const command = `aws ${words.join(" ")} --region ${region}`;
      const asked = await ask<{ RecoveryPoints: { Status: string }[] }>(aws(), ...words);
      if ("code" in asked) return [unanswered(`vault ${name}`, asked, command)];
      if (asked.answer.RecoveryPoints.some(({ Status }) => Status === "COMPLETED")) return [];
      return [{ severity: "warns", what: `vault ${name} holds no backup that is complete`, command }];
    });
    const databases = tree.all("aws_db_instance").map(async (database): Promise<Finding[]> => {
      const name = database.text("identifier") ?? "";
      const words = ["rds", "describe-db-instances", "--db-instance-identifier", name];
      const command = `aws ${words.join(" ")} --region ${region}`;
      const asked = await ask<{ DBInstances: { LatestRestorableTime?: string }[] }>(aws(), ...words);
      if ("code" in asked) return [unanswered(`database ${name}`, asked, command)];
      if (asked.answer.DBInstances[0]?.LatestRestorableTime !== undefined) return [];
      return [{ severity: "warns", what: `database ${name} cannot be restored to any moment yet`, command }];
    });
    return (await Promise.all([...points, ...databases])).flat();
  },
};

/** Somebody hears the alarms, and none rings. */
export const alarms: Check = {
  title: "alarms",
  run: async ({ environment, tree, aws }) => {
    const topics = tree.all("aws_sns_topic").map(async (topic): Promise<Finding[]> => {
      const [name, region = environment.region] = [topic.text("name"), topic.region];
      const arn = `arn:aws:sns:${region}:${environment.account}:${name}`;
      const words = ["sns", "list-subscriptions-by-topic", "--topic-arn", arn];
      const command = `aws ${words.join(" ")} --region ${region}`;
      const asked = await ask<{ Subscriptions: { Endpoint: string; SubscriptionArn: string }[] }>(
        aws(region),
        ...words,
      );
      if ("code" in asked) return [unanswered(`topic ${name} in ${region}`, asked, command)];
      const { Subscriptions } = asked.answer;
      if (Subscriptions.length === 0)
        return [{ severity: "warns", what: `topic ${name} in ${region}: nobody hears the alarms`, command }];
      return Subscriptions.filter(({ SubscriptionArn }) => !SubscriptionArn.startsWith("arn:")).map(({ Endpoint }) => ({
        severity: "warns",
        what: `topic ${name} in ${region}: ${Endpoint} has not confirmed, so it hears no alarm`,
        command,
      }));
    });
    return [...(await Promise.all(topics)).flat(), ...(await ringing({ environment, tree, aws }))];
  },
};

async function ringing({ environment, tree, aws }: Pick<World, "environment" | "tree" | "aws">): Promise<Finding[]> {
  if (tree.all("aws_cloudwatch_metric_alarm").length === 0) return [];
  const prefix = `${environment.project}-${environment.name}-`;
  const words = ["cloudwatch", "describe-alarms", "--state-value", "ALARM", "--alarm-name-prefix", prefix];
  const command = `aws ${words.join(" ")} --region ${environment.region}`;
  const asked = await ask<{ MetricAlarms: { AlarmName: string }[] }>(aws(), ...words);
  if ("code" in asked) return [unanswered("alarms", asked, command)];
  return asked.answer.MetricAlarms.map(({ AlarmName }) => ({
    severity: "warns",
    what: `alarm ${AlarmName} rings`,
    command,
  }));
}

/** The service has the tasks that it wants. */
export const service: Check = {
  title: "service",
  run: async ({ environment: { region }, tree, aws }) => {
    const [made] = tree.all("aws_ecs_service");
    const [name = "", cluster = ""] = [made?.text("name"), made?.follow("cluster")?.text("name")];
    const words = ["ecs", "describe-services", "--cluster", cluster, "--services", name];
    const command = `aws ${words.join(" ")} --region ${region}`;
    const asked = await ask<{ services: { runningCount: number; desiredCount: number; status: string }[] }>(
      aws(),
      ...words,
    );
    if ("code" in asked) return [unanswered(`service ${name}`, asked, command)];
    const [seen] = asked.answer.services.filter(({ status }) => status === "ACTIVE");
    if (seen === undefined) return [{ severity: "stops", what: `no service ${name}: deploy first`, command }];
    if (seen.runningCount > 0 && seen.runningCount >= seen.desiredCount) return [];
    return [
      { severity: "stops", what: `service ${name}: ${seen.runningCount} of ${seen.desiredCount} tasks run`, command },
    ];
  },
};
