import { hasInterpolation } from "../../terraform/reference";
import type { Rule } from "../rule";

const SOURCE = "https://developer.hashicorp.com/terraform/language/backend/s3";

export const backendRules: readonly Rule[] = [
  {
    id: "state-lock",
    writtenOnly: true,
    trap: 62,
    title: "A state in S3 is locked",
    source: `${SOURCE}#state-locking`,
    severity: "error",
    fix: 'Call stack.addOverride("terraform.backend.s3.use_lockfile", true), and keep dynamodb_table while older clients run.',
    on: ["backend.s3"],
    *check(resource) {
      if (resource.flag("use_lockfile") !== true && !resource.has("dynamodb_table"))
        yield resource.problem("use_lockfile");
    },
  },
  {
    id: "state-literal",
    writtenOnly: true,
    trap: 62,
    title: "A backend is configured by literal values: Terraform reads it before anything else",
    source: "https://developer.hashicorp.com/terraform/language/backend#define-a-backend-block",
    severity: "error",
    fix: "Write bucket, key and region from the environment's settings, not from a resource.",
    on: ["backend.s3", "backend.local"],
    *check(resource) {
      for (const [attribute, value] of Object.entries(resource.json)) {
        if (typeof value === "string" && hasInterpolation(value)) yield resource.problem(attribute);
      }
    },
  },
];
