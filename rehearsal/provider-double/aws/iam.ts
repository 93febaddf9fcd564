import { type Answer, byArn, byName, type KnownTypes } from "../knowledge";
import { policyDocument } from "./policy-document";

export const iam: KnownTypes = {
  aws_iam_role: {
    ...byName("iam::{account}:role{path}{name}"),
    computed: { unique_id: ({ hex }) => `AROA${hex(17).toUpperCase()}` },
    replacedBy: ["name", "name_prefix", "path"],
  },
  aws_iam_policy: byArn("iam::{account}:policy{path}{name}"),
  aws_iam_user: byName("iam::{account}:user{path}{name}"),
  aws_iam_instance_profile: byName("iam::{account}:instance-profile{path}{name}"),
  aws_iam_role_policy: { id: "{role}:{name}" },
  aws_iam_role_policy_attachment: { id: "{role}-{hash}" },
  aws_iam_service_linked_role: byArn("iam::{account}:role/aws-service-role/{aws_service_name}/{name}"),
  aws_iam_openid_connect_provider: byArn("iam::{account}:oidc-provider/{url}"),
};

export const iamData: Readonly<Record<string, Answer>> = {
  aws_iam_policy_document: (config) => {
    const json = JSON.stringify(policyDocument(config), null, 2);
    return { id: "policy", json, minified_json: JSON.stringify(JSON.parse(json)) };
  },
};
