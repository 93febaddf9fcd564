import { type Answer, byArn, byName, type KnownTypes } from "../knowledge";
import { inUse, quota, taken } from "../refusal";
import { policyDocument } from "./policy-document";

const QUOTAS = { source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html" };
const INLINE_CHARACTERS = 10_240;

export const iam: KnownTypes = {
  aws_iam_role: {
    ...byName("iam::{account}:role{path}{name}"),
    computed: { unique_id: ({ hex }) => `AROA${hex(17).toUpperCase()}` },
    refuses: [
      taken(
        "IAM: CreateRole",
        "EntityAlreadyExists",
        ["name"],
        ({ state }) => `Role with name ${state.name} already exists.`,
      ),
      {
        ...inUse(
          "IAM: DeleteRole",
          "DeleteConflict",
          "name",
          [
            ["aws_iam_role_policy_attachment", "role"],
            ["aws_iam_role_policy", "role"],
            ["aws_iam_instance_profile", "role"],
          ],
          (_, user) =>
            user.policy_arn
              ? "Cannot delete entity, must detach all policies first."
              : user.policy
                ? "Cannot delete entity, must delete policies first."
                : "Cannot delete entity, must remove roles from instance profile first.",
        ),
      },
    ],
  },
  aws_iam_policy: byArn("iam::{account}:policy{path}{name}"),
  aws_iam_user: byName("iam::{account}:user{path}{name}"),
  aws_iam_instance_profile: {
    ...byName("iam::{account}:instance-profile{path}{name}"),
    refuses: [
      taken(
        "IAM: CreateInstanceProfile",
        "EntityAlreadyExists",
        ["name"],
        ({ state }) => `Instance Profile ${state.name} already exists.`,
      ),
    ],
  },
  aws_iam_role_policy: {
    id: "{role}:{name}",
    refuses: [
      {
        on: "create",
        operation: "IAM: PutRolePolicy",
        code: "LimitExceeded",
        when: `the role's inline policies have more than ${INLINE_CHARACTERS} characters without white space`,
        ...QUOTAS,
        text: ({ state, inventory }) => {
          const all = inventory.all("aws_iam_role_policy").filter(({ role }) => role === state.role);
          const length = [...all, state].reduce((sum, { policy }) => sum + String(policy).replace(/\s/g, "").length, 0);
          return length > INLINE_CHARACTERS
            ? `Maximum policy size of ${INLINE_CHARACTERS} bytes exceeded for role ${state.role}`
            : undefined;
        },
      },
    ],
  },
  aws_iam_role_policy_attachment: {
    id: "{role}-{hash}",
    refuses: [
      quota("IAM: AttachRolePolicy", "LimitExceeded", 10, "Cannot exceed quota for PoliciesPerRole: 10", {
        ...QUOTAS,
        per: "role",
      }),
    ],
  },
  aws_iam_service_linked_role: byArn("iam::{account}:role/aws-service-role/{aws_service_name}/{name}"),
  aws_iam_openid_connect_provider: {
    ...byArn("iam::{account}:oidc-provider/{url}"),
    refuses: [
      taken(
        "IAM: CreateOpenIDConnectProvider",
        "EntityAlreadyExists",
        ["url"],
        ({ state }) => `Provider with url ${state.url} already exists.`,
      ),
    ],
  },
};

export const iamData: Readonly<Record<string, Answer>> = {
  aws_iam_policy_document: (config) => {
    const json = JSON.stringify(policyDocument(config), null, 2);
    return { id: "policy", json, minified_json: JSON.stringify(JSON.parse(json)) };
  },
};
