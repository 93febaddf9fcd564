import { beforeAll, expect, test } from "vitest";
import { FRAMEWORKS } from "../../../audit/evidence/frameworks";
import { judge } from "../../../audit/evidence/judge";
import { readFacts } from "../../../audit/facts/facts";
import { readStacks, type Stack } from "../../../audit/project/stack";
import { loadEnvironment } from "../../../environments";
import { synthesized } from "../../../stacks/synthesized";
import { objectOf } from "../../../terraform/json";

let production: readonly Stack[];
let before: ReadonlyMap<string, ReturnType<typeof judged>>;
beforeAll(async () => {
  production = await synthesized(await loadEnvironment("production"), readStacks);
  before = verdicts(production);
}, 60_000);

const judged = (stacks: readonly Stack[]) => {
  const facts = readFacts(stacks);
  return FRAMEWORKS.flatMap((framework) => judge(framework, facts));
};

const verdicts = (stacks: readonly Stack[]) =>
  new Map(judged(stacks).map((one) => [one.control.id, [one] as ReturnType<typeof judged>]));

type Body = Record<string, unknown>;
type Bodies = Record<string, Record<string, Body | undefined>>;

/** The stacks of production, with the resources of one of them changed. */
function changed(change: (resources: Bodies, stack: string) => void): Stack[] {
  return production.map((stack) => {
    const document = structuredClone(stack.document);
    const resource = objectOf(document.resource) as unknown as Bodies;
    change(resource, stack.name);
    for (const [type, byName] of Object.entries(resource)) {
      for (const [name, body] of Object.entries(byName)) if (body === undefined) delete byName[name];
      if (Object.keys(byName).length === 0) delete resource[type];
    }
    return { ...stack, document };
  });
}

/** Writes arguments of the first resource of a type whose name matches; undefined takes the resource away. */
const write =
  (type: string, body: Body | undefined, name = /./) =>
  (resources: Bodies): void => {
    const byName = resources[type];
    const found = Object.keys(byName ?? {}).find((one) => name.test(one));
    if (byName !== undefined && found !== undefined)
      byName[found] = body === undefined ? undefined : { ...byName[found], ...body };
  };

const open = (port: number, from: Body) => (resources: Bodies) => {
  const [group] = Object.keys(resources.aws_security_group ?? {});
  if (group === undefined) return;
  resources.aws_vpc_security_group_ingress_rule = {
    ...resources.aws_vpc_security_group_ingress_rule,
    Planted: {
      ...{ security_group_id: `\${aws_security_group.${group}.id}`, ip_protocol: "tcp" },
      ...{ from_port: port, to_port: port, ...from },
    },
  };
};

const everything = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

/** What somebody breaks, the controls that turn, and the resource that they name. */
const BROKEN: readonly [string, readonly string[], RegExp, (resources: Bodies, stack: string) => void][] = [
  ["a bucket takes plain HTTP", ["2.1.1"], /^aws_s3_bucket\./, write("aws_s3_bucket_policy", undefined)],
  [
    "a bucket is public",
    ["2.1.4", "8.3"],
    /^aws_s3_bucket\./,
    write("aws_s3_bucket_public_access_block", { block_public_policy: false, restrict_public_buckets: false }),
  ],
  [
    "the database is not encrypted",
    ["2.2.1"],
    /^aws_db_instance\./,
    write("aws_db_instance", { storage_encrypted: false, kms_key_id: null }),
  ],
  [
    "the database takes no minor upgrades",
    ["2.2.2"],
    /^aws_db_instance\./,
    write("aws_db_instance", { auto_minor_version_upgrade: false }),
  ],
  [
    "the database has a public address",
    ["2.2.3", "1.4.4"],
    /^aws_db_instance\./,
    write("aws_db_instance", { publicly_accessible: true }),
  ],
  [
    "the database stands in one zone",
    ["2.2.4", "8.14"],
    /^aws_db_instance\./,
    write("aws_db_instance", { multi_az: false }),
  ],
  [
    "the files are not encrypted",
    ["2.3.1"],
    /^aws_efs_file_system\./,
    write("aws_efs_file_system", { encrypted: false, kms_key_id: null }),
  ],
  ["a key does not rotate", ["3.6"], /^aws_kms_key\./, write("aws_kms_key", { enable_key_rotation: false })],
  ["the network logs nothing", ["3.7"], /^aws_vpc\./, write("aws_flow_log", undefined)],
  [
    "SSH is open",
    ["5.3", "1.3.1", "SEC05-BP02", "21(2)(i)"],
    /^aws_security_group\./,
    open(22, { cidr_ipv4: "0.0.0.0/0" }),
  ],
  ["RDP is open to IPv6", ["5.4", "8.20"], /^aws_security_group\./, open(3389, { cidr_ipv6: "::/0" })],
  [
    "the default group lets its members speak",
    ["5.5"],
    /^aws_default_security_group\./,
    write("aws_default_security_group", { ingress: [{ protocol: "-1", self: true, from_port: 0, to_port: 0 }] }),
  ],
  [
    "instances hand out metadata to anybody",
    ["5.7"],
    /^aws_launch_template\./,
    write("aws_launch_template", { metadata_options: { http_tokens: "optional" } }),
  ],
  [
    "a role may do everything",
    ["SEC03-BP02", "7.2.2"],
    /^aws_iam_role/,
    write("aws_iam_role_policy", { policy: everything }),
  ],
  [
    "visitors are served without TLS",
    ["4.2.1"],
    /^aws_cloudfront_distribution\./,
    (resources) => {
      const [distribution] = Object.values(resources.aws_cloudfront_distribution ?? {});
      for (const behavior of [distribution?.default_cache_behavior, distribution?.ordered_cache_behavior].flat())
        if (behavior) (behavior as Body).viewer_protocol_policy = "allow-all";
    },
  ],
  [
    "no firewall stands before the site",
    ["6.4.2"],
    /^aws_cloudfront_distribution\./,
    write("aws_cloudfront_distribution", { web_acl_id: null }),
  ],
  [
    "a password stands in the configuration",
    ["8.6.2", "5.17"],
    /^aws_secretsmanager_secret/,
    (resources) => {
      const [version] = Object.values(resources.aws_secretsmanager_secret_version ?? {});
      if (version === undefined) return;
      delete version.secret_string_wo;
      version.secret_string = "hunter2";
    },
  ],
  [
    "a log ends after a month",
    ["10.5.1"],
    /^aws_cloudwatch_log_group\./,
    write("aws_cloudwatch_log_group", { retention_in_days: 30 }),
  ],
  [
    "images are not scanned",
    ["8.8", "21(2)(e)"],
    /^aws_ecr_repository\./,
    write("aws_ecr_repository", { image_scanning_configuration: { scan_on_push: false } }),
  ],
  [
    "the database is not backed up",
    ["8.13", "REL09-BP03", "21(2)(c)"],
    /^aws_db_instance\./,
    write("aws_db_instance", { backup_retention_period: 0 }),
  ],
  [
    "backups can be deleted",
    ["REL09-BP02"],
    /^aws_backup_vault\./,
    write("aws_backup_vault_lock_configuration", undefined),
  ],
  [
    "no restore of the database is tested",
    ["REL09-BP04"],
    /^aws_db_instance\./,
    write("aws_backup_restore_testing_selection", undefined, /Database/),
  ],
  [
    "access logs end after a month",
    ["10.5.1"],
    /^aws_s3_bucket\.AccessLogs/,
    write(
      "aws_s3_bucket_lifecycle_configuration",
      { rule: [{ status: "Enabled", expiration: [{ days: 30 }] }] },
      /^AccessLogs/,
    ),
  ],
  [
    "an alarm tells nobody",
    ["8.16"],
    /^aws_cloudwatch_metric_alarm\./,
    write("aws_cloudwatch_metric_alarm", { alarm_actions: [] }),
  ],
  [
    "databases and files stand in public subnets",
    ["8.22"],
    /^aws_(db_instance|efs_file_system|elasticache_replication_group)\./,
    (resources) => {
      for (const association of Object.values(resources.aws_route_table_association ?? {}))
        if (association && /Isolated/i.test(String(association.subnet_id)))
          association.route_table_id = publicTable(resources);
    },
  ],
];

const publicTable = (resources: Bodies): string => {
  const [association] = Object.values(resources.aws_route_table_association ?? {}).filter((one) =>
    /Public/i.test(String(one?.subnet_id)),
  );
  return String(association?.route_table_id);
};

const CONTROLS = new Map(FRAMEWORKS.flatMap(({ controls }) => controls.map((one) => [one.id, one] as const)));
const checksOf = (ids: Iterable<string>): readonly string[] => [...ids].flatMap((id) => CONTROLS.get(id)?.checks ?? []);

/** Mistakes that share no check, broken together: reading the facts takes longer than all else. */
const TOGETHER = BROKEN.reduce<(typeof BROKEN)[number][][]>((groups, broken) => {
  const checks = new Set(checksOf(broken[1]));
  const free = groups.find((group) => !group.some(([, ids]) => checksOf(ids).some((name) => checks.has(name))));
  if (free === undefined) groups.push([broken]);
  else free.push(broken);
  return groups;
}, []);

test("each control that is held in production has a mistake here that turns it, or shares a check with one that has", () => {
  const turned = new Set(checksOf(BROKEN.flatMap(([, ids]) => ids)));
  const held = [...before.values()].flat().filter(({ verdict }) => verdict === "held");
  expect(held.length).toBeGreaterThan(25);
  expect(
    held.filter(({ control }) => !control.checks?.some((name) => turned.has(name))).map(({ control }) => control.id),
  ).toEqual([]);
});

test.each(TOGETHER.map((group) => [group.map(([what]) => what).join("; "), group] as const))(
  "%s: the controls are held no longer, and each names its resource",
  (_, group) => {
    const after = verdicts(
      changed((resources, stack) => {
        for (const [, , , breakIt] of group) breakIt(resources, stack);
      }),
    );
    for (const [what, ids, resource] of group) {
      for (const id of ids) {
        expect([what, id, before.get(id)?.[0]?.verdict]).toEqual([what, id, "held"]);
        const [now] = after.get(id) ?? [];
        expect([what, id, now?.verdict]).toEqual([what, id, "not held"]);
        const failing = (now?.evidence ?? []).flatMap(({ shown }) => shown.filter(({ held }) => !held));
        expect(
          failing.map((one) => one.resource.address).filter((address) => resource.test(address)),
          `${what}: ${id}`,
        ).not.toEqual([]);
      }
    }
  },
);

test("what configuration cannot show is never held, whatever the stacks say", () => {
  const elsewhere = [...before.values()].flat().filter(({ control }) => control.elsewhere !== undefined);
  expect(elsewhere.length).toBeGreaterThan(8);
  for (const { control, verdict, evidence } of elsewhere)
    expect([control.id, verdict, evidence]).toEqual([control.id, "not shown by configuration", []]);
});

test("without the stack that has the evidence a control is not shown, and not held", () => {
  const after = verdicts(production.filter(({ name }) => name !== "production-data"));
  for (const id of ["2.2.1", "2.2.3", "2.3.1"])
    expect([id, after.get(id)?.[0]?.verdict]).toEqual([id, "not shown by configuration"]);
});
