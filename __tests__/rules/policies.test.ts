// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import { describe, expect, test } from "vitest";
import { actionsOf } from "../../rules/iam/action-data";
import { isAbout, rolePermissions } from "../../rules/iam/policies";
import type { Resource } from "../../rules/rule";
import { covers, statementsOf } from "../../terraform/policies";
import { Tree } from "../../terraform/tree";

const document = (...list: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: list });

const tree = new Tree({
  stack: {
    data: {
      aws_iam_policy_document: {
        read: {
          statement: [{ actions: ["secretsmanager:Get*"], resources: ["${aws_secretsmanager_secret.main.arn}"] }],
        },
      },
    },
    resource: {
      aws_secretsmanager_secret: { main: {}, other: {} },
      aws_iam_role: { main: {}, foreign: {} },
      aws_iam_policy: { attached: { policy: document({ Effect: "Allow", Action: "kms:Decrypt", Resource: "*" }) } },
      aws_iam_role_policy: {
        inline: { role: "${aws_iam_role.main.id}", policy: "${data.aws_iam_policy_document.read.json}" },
        deny: { role: "${aws_iam_role.main.name}", policy: document({ Effect: "Deny", Action: "*", Resource: "*" }) },
        unknown: { role: "${aws_iam_role.foreign.name}", policy: "${var.policy}" },
      },
      aws_iam_role_policy_attachment: {
        own: { role: "${aws_iam_role.main.name}", policy_arn: "${aws_iam_policy.attached.arn}" },
        managed: { role: "${aws_iam_role.main.name}", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      },
    },
  },
});
const named = (type: string, name: string): Resource => {
  const found = tree.all(type).find((resource) => resource.name === name);
  if (!found) throw new Error(`${type}.${name}`);
  return found;
};

describe("a role's permissions", () => {
  const { allowed, managed, complete } = rolePermissions(named("aws_iam_role", "main"), tree);

  test("come from inline and attached policies and from policy documents, without what is denied", () => {
    expect(complete).toBe(true);
    expect(managed).toEqual(["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    expect(allowed.map(({ actions }) => actions).sort()).toEqual([["kms:Decrypt"], ["secretsmanager:Get*"]]);
  });

  test("are about the resources that the statement names", () => {
    const reading = allowed.find((one) => covers(one, "secretsmanager:GetSecretValue"));
    expect(reading && isAbout(reading, named("aws_secretsmanager_secret", "main"), tree)).toBe(true);
    expect(reading && isAbout(reading, named("aws_secretsmanager_secret", "other"), tree)).toBe(false);
  });

  test("are incomplete when a policy cannot be read", () => {
    expect(rolePermissions(named("aws_iam_role", "foreign"), tree).complete).toBe(false);
    expect(statementsOf(named("aws_iam_role_policy", "unknown"), "policy")).toBeUndefined();
  });
});

test("NotAction covers everything else", () => {
  const [not] =
    statementsOf(
      new Tree({
        stack: {
          resource: {
            aws_iam_policy: { x: { policy: document({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }) } },
          },
        },
      }).all("aws_iam_policy")[0] ?? named("aws_iam_role", "main"),
      "policy",
    ) ?? [];
  expect(not && covers(not, "s3:GetObject")).toBe(true);
  expect(not && covers(not, "iam:PassRole")).toBe(false);
});

test("the action data knows services, actions and what they can be limited to", () => {
  expect(actionsOf("ecs")?.get("runtask")?.services).toContain("ecs");
  expect(actionsOf("ecr")?.get("getauthorizationtoken")?.services).toEqual([]);
  expect(actionsOf("elasticfs")).toBeUndefined();
  expect(actionsOf("../package")).toBeUndefined();
});
