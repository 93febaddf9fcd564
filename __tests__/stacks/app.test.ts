import { beforeAll, describe, expect, test } from "vitest";
import { environmentNames, loadEnvironment } from "../../environments";
import { type SynthesizedStack, synthApp } from "../support/synth-app";

/** Every string of a JSON value, with the path where it stands. */
function strings(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => strings(child, `${path}.${key}`));
}

const ingressRules = (stack: SynthesizedStack) =>
  Object.values(stack.resource.aws_vpc_security_group_ingress_rule ?? {});

describe.each(environmentNames())("%s", (name) => {
  let stacks: Record<string, SynthesizedStack> = {};
  let serving: string[] = [];
  let optional: string[] = [];
  let account: string;
  let project: string;
  let tags: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const environment = await loadEnvironment(name);
    ({ account, project, tags } = environment);
    const { backup, budget, cdn, ci, mail, monitoring, schedule, site } = environment;
    const edge = site.domain ? ["edge"] : [];
    const sender = mail && !mail.smtp ? ["mail"] : [];
    serving = [...sender, ...(cdn ? ["service", ...edge] : [...edge, "service"])];
    optional = [
      ...(backup?.restoreTest ? ["restore-test"] : []),
      ...(monitoring ? ["monitoring"] : []),
      ...(budget || ci ? ["account"] : []),
      ...(schedule.offHours ? ["schedule"] : []),
    ];
    stacks = await synthApp(environment);
  });

  test("has its stacks, and each depends on earlier ones only", () => {
    const order = ["state", "network", "data", "image", ...serving, ...optional];
    expect(Object.keys(stacks).sort()).toEqual([...order].sort());
    for (const [index, short] of order.entries()) {
      const earlier = order.slice(0, index).map((one) => `${name}-${one}`);
      expect(earlier).toEqual(expect.arrayContaining([...(stacks[short]?.dependencies ?? [])]));
    }
  });

  test("keeps state in S3 with both locks, and the state stack's own in a file", () => {
    for (const [short, { terraform }] of Object.entries(stacks)) {
      const backend = terraform.backend as Record<string, Record<string, unknown>>;
      if (short === "state") {
        expect(backend).toEqual({ local: { path: `../../../${name}-state.tfstate` } });
      } else {
        expect(backend.s3).toMatchObject({
          bucket: `${project}-${name}-state-${account}`,
          dynamodb_table: `${project}-${name}-state-lock`,
          use_lockfile: true,
          key: `${name}-${short}.tfstate`,
        });
      }
    }
  });

  test("stops a deploy with the credentials of another account", () => {
    for (const { provider } of Object.values(stacks)) {
      for (const aws of provider.aws ?? []) expect(aws).toMatchObject({ allowed_account_ids: [account] });
    }
  });

  test("tags every resource with project and environment", () => {
    for (const { provider } of Object.values(stacks)) {
      expect(provider.aws?.[0]).toMatchObject({
        default_tags: [{ tags: { Project: project, Environment: name, ...tags } }],
      });
    }
  });

  test("is open to the internet on the load balancer's 80 and 443 only", () => {
    for (const [short, stack] of Object.entries(stacks)) {
      const open = ingressRules(stack).filter((rule) =>
        /^(0\.0\.0\.0\/0|::\/0)$/.test(String(rule.cidr_ipv4 ?? rule.cidr_ipv6)),
      );
      for (const rule of open) {
        expect(short).toBe("service");
        expect(rule.security_group_id).toMatch(/aws_security_group\.LoadBalancer_/);
        expect([80, 443]).toContain(rule.from_port);
        expect(rule.to_port).toBe(rule.from_port);
      }
      for (const group of Object.values(stack.resource.aws_security_group ?? {}))
        expect(group).not.toHaveProperty("ingress");
    }
    expect(ingressRules(stacks.service as SynthesizedStack).length).toBeGreaterThan(0);
  });

  test("holds no literal where a secret belongs", () => {
    const suspicious = /(password|secret_string|auth_token|private_key|user_data_secret)(_wo)?$/;
    for (const { resource } of Object.values(stacks)) {
      for (const [path, value] of strings(resource)) {
        if (suspicious.test(path)) expect(`${path} = ${value}`).toMatch(/= \$\{.*ephemeral\./);
      }
    }
  });

  test("gives containers their secrets by reference, never by value", () => {
    const definitions = Object.values(stacks.service?.resource.aws_ecs_task_definition ?? {});
    for (const { container_definitions } of definitions) {
      for (const { environment, secrets } of JSON.parse(String(container_definitions))) {
        const plain = environment.map((variable: { name: string }) => variable.name);
        expect(plain.filter((variable: string) => /PASSWORD|_KEY$|_SALT$|SECRET$|TOKEN/.test(variable))).toEqual([]);
        for (const { valueFrom } of secrets) expect(valueFrom).toMatch(/arn\}:[A-Za-z_]+::$/);
      }
    }
    expect(definitions).toHaveLength(1);
  });

  test("outputs addresses and ARNs, never a secret", () => {
    const outputs = Object.values(stacks).flatMap(({ output }) => Object.keys(output));
    const named = outputs.filter((output) => !output.startsWith("cross-stack-output"));
    expect(named).toEqual(
      expect.arrayContaining([
        "SiteUrl",
        "LoadBalancerDnsName",
        "RepositoryUrl",
        "ImageDigest",
        "DatabaseEndpoint",
        "DatabaseSecretArn",
      ]),
    );
    const values = Object.values(stacks).flatMap(({ output }) =>
      Object.values(output).map(({ value }) => String(value)),
    );
    for (const value of values) expect(value).not.toMatch(/ephemeral\.|password|secret_string/);
  });

  test("names no path of the machine that synthesized it", () => {
    for (const { json } of Object.values(stacks)) expect(json).not.toContain(process.cwd());
  });

  test("keeps its logical ids, since a renamed one replaces the resource", async () => {
    const ids = Object.values(stacks).flatMap(({ name: stack, resource }) =>
      Object.entries(resource).flatMap(([type, byId]) => Object.keys(byId).map((id) => `${stack} ${type}.${id}`)),
    );
    await expect(`${ids.sort().join("\n")}\n`).toMatchFileSnapshot(`./logical-ids/${name}.txt`);
  });
});
