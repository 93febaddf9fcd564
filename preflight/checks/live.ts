import { partitionOf } from "../../aws/partitions";
import { ask, type Check, type Finding, unanswered, type World } from "../check";

const DAY = 86_400_000;
/** ACM renews 60 days before the end; one that is nearer is not being renewed. */
const RENEWED_BEFORE_DAYS = 30;

/** Each certificate that the stacks ask for is issued and not about to end. */
export const certificates: Check = {
  title: "certificates",
  run: async ({ environment, tree, aws, now }) => {
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
      const show = `aws acm describe-certificate --certificate-arn ${issued.CertificateArn} --region ${region}`;
      return ending(`certificate of ${name} in ${region}`, issued.NotAfter, now, show);
    });
    return [...(await Promise.all(findings)).flat(), ...(await ownCertificates({ environment, aws, now }))];
  },
};

/** Certificates that the environment brings, by their ARN. */
async function ownCertificates({
  environment,
  aws,
  now,
}: Pick<World, "environment" | "aws" | "now">): Promise<Finding[]> {
  const { domain } = environment.site;
  const arns = [domain?.certificateArn].flatMap((arn) => arn ?? []);
  const findings = arns.map(async (arn): Promise<Finding[]> => {
    const region = arn.split(":")[3];
    const command = `aws acm describe-certificate --certificate-arn ${arn} --region ${region}`;
    const asked = await ask<{ Certificate: Described }>(
      aws(region),
      ...["acm", "describe-certificate", "--certificate-arn", arn],
    );
    if ("code" in asked)
      return asked.code === "ResourceNotFoundException"
        ? [{ severity: "stops", what: `site.domain: there is no certificate ${arn}`, command }]
        : [unanswered(`certificate ${arn}`, asked, command)];
    const { Status, NotAfter, SubjectAlternativeNames = [] } = asked.answer.Certificate;
    if (Status !== "ISSUED") return [{ severity: "stops", what: `certificate ${arn}: ${Status}`, command }];
    const names = [domain?.name, ...(domain?.aliases ?? [])].flatMap((name) => name ?? []);
    const missing = names.filter((name) => !SubjectAlternativeNames.some((one) => covers(one, name)));
    return [
      ...missing.map(
        (name): Finding => ({ severity: "stops", what: `certificate ${arn} is not for ${name}`, command }),
      ),
      ...ending(`certificate ${arn}`, NotAfter, now, command),
    ];
  });
  return (await Promise.all(findings)).flat();
}

interface Described {
  readonly Status: string;
  readonly NotAfter?: string;
  readonly SubjectAlternativeNames?: readonly string[];
}

/** A star stands for one label. */
const covers = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.startsWith("*.") && name.slice(name.indexOf(".") + 1) === pattern.slice(2));

function ending(what: string, notAfter: string | undefined, now: () => Date, command: string): Finding[] {
  const left = notAfter === undefined ? Number.POSITIVE_INFINITY : (Date.parse(notAfter) - now().getTime()) / DAY;
  if (left > RENEWED_BEFORE_DAYS) return [];
  return [{ severity: "warns", what: `${what} ends in ${Math.floor(left)} days and was not renewed`, command }];
}

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
    const clusters = tree.all("aws_rds_cluster").map(async (cluster): Promise<Finding[]> => {
      const name = cluster.text("cluster_identifier") ?? "";
      const words = ["rds", "describe-db-clusters", "--db-cluster-identifier", name];
      const command = `aws ${words.join(" ")} --region ${region}`;
      const asked = await ask<{ DBClusters: { LatestRestorableTime?: string }[] }>(aws(), ...words);
      if ("code" in asked) return [unanswered(`database ${name}`, asked, command)];
      if (asked.answer.DBClusters[0]?.LatestRestorableTime !== undefined) return [];
      return [{ severity: "warns", what: `database ${name} cannot be restored to any moment yet`, command }];
    });
    return (await Promise.all([...points, ...databases, ...clusters])).flat();
  },
};

/** Somebody hears the alarms, and none rings. */
export const alarms: Check = {
  title: "alarms",
  run: async ({ environment, tree, aws }) => {
    const topics = tree.all("aws_sns_topic").map(async (topic): Promise<Finding[]> => {
      const [name, region = environment.region] = [topic.text("name"), topic.region];
      const arn = `arn:${partitionOf(region).name}:sns:${region}:${environment.account}:${name}`;
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
  const all = tree.all("aws_cloudwatch_metric_alarm").map(({ region }) => region ?? environment.region);
  const prefix = `${environment.project}-${environment.name}-`;
  const findings = [...new Set(all)].map(async (region): Promise<Finding[]> => {
    const words = ["cloudwatch", "describe-alarms", "--state-value", "ALARM", "--alarm-name-prefix", prefix];
    const command = `aws ${words.join(" ")} --region ${region}`;
    const asked = await ask<{ MetricAlarms: { AlarmName: string }[] }>(aws(region), ...words);
    if ("code" in asked) return [unanswered(`alarms in ${region}`, asked, command)];
    return asked.answer.MetricAlarms.map(({ AlarmName }) => ({
      severity: "warns",
      what: `alarm ${AlarmName} rings`,
      command,
    }));
  });
  return (await Promise.all(findings)).flat();
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
