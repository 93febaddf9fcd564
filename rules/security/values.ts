import type { Rule } from "../rule";

const SSM = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html";

export const valueRules: readonly Rule[] = [
  {
    id: "parameter-size",
    trap: 77,
    title: "A parameter has at most 4 KiB, one of the advanced tier 8 KiB, and 15 levels in its name",
    source: SSM,
    severity: "error",
    fix: 'Set tier = "Advanced", or keep the value in S3.',
    on: ["aws_ssm_parameter"],
    *check(resource) {
      const tier = resource.textOr("tier", "Standard");
      const bytes = Buffer.byteLength(resource.text("value") ?? resource.text("insecure_value") ?? "");
      const most = tier === "Standard" ? 4096 : 8192;
      if (bytes > most)
        yield resource.problem(
          resource.has("value") ? "value" : "insecure_value",
          `${bytes} bytes, at most ${most}`,
          bytes,
        );
      const levels = (resource.text("name") ?? "").split("/").filter(Boolean).length;
      if (levels > 15) yield resource.problem("name", `${levels} levels`);
      if (/^\/?(aws|ssm)/i.test(resource.text("name") ?? "")) yield resource.problem("name", "aws and ssm are AWS's");
    },
  },
  {
    id: "secret-size",
    trap: 77,
    title: "A secret has at most 65,536 bytes",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html",
    severity: "error",
    fix: "Keep what is no secret elsewhere.",
    on: ["aws_secretsmanager_secret_version"],
    *check(resource) {
      for (const attribute of ["secret_string", "secret_string_wo"]) {
        const bytes = Buffer.byteLength((resource.raw(attribute) ?? "").replaceAll(/\$\{[^}]*\}/g, ""));
        if (bytes > 65_536) yield resource.problem(attribute, `${bytes} bytes`, "(hidden)");
      }
    },
  },
  {
    id: "kms-rotation",
    trap: 79,
    title: "A key that rotates is symmetric and of KMS's own making, every 90 to 2560 days",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    severity: "error",
    fix: "Leave enable_key_rotation out, or take SYMMETRIC_DEFAULT.",
    on: ["aws_kms_key"],
    *check(resource) {
      const spec = resource.textOr("customer_master_key_spec", "SYMMETRIC_DEFAULT");
      if (resource.flag("enable_key_rotation") && spec !== undefined && spec !== "SYMMETRIC_DEFAULT")
        yield resource.problem("enable_key_rotation", `the key is ${spec}`);
      const days = resource.number("rotation_period_in_days");
      if (days !== undefined && (days < 90 || days > 2560))
        yield resource.problem("rotation_period_in_days", "90 to 2560");
      if (resource.has("rotation_period_in_days") && resource.textOr("enable_key_rotation", "false") === "false")
        yield resource.problem("enable_key_rotation", "a period is set");
    },
  },
];
