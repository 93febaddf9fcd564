import { expect, test } from "vitest";
import { allowedAccount, providersInUse, type StackJson } from "../../../rehearsal/provider-double/configuration";

const READ = "aws_vpc.Vpc.ipv6_cidr_block data.aws_region.Here.name aws_vpc.Vpc[0].owner_id";
const stack: StackJson = {
  terraform: { required_providers: { aws: { source: "aws" }, docker: { source: "kreuzwerker/docker" } } },
  provider: { aws: [{ region: "eu-west-1" }, { alias: "other", allowed_account_ids: ["111122223333"] }] },
  resource: { aws_vpc: { Vpc: { cidr_block: "10.0.0.0/16" } }, docker_image: { Image: { name: "a" } } },
  data: {
    terraform_remote_state: { other: {} },
    aws_region: { Here: {} },
  },
  ephemeral: { aws_ecr_authorization_token: { Login: {} } },
  locals: { read: READ },
};

test("sorts the types in use by provider and leaves Terraform's own out", () => {
  const uses = providersInUse([stack]);
  expect([...uses.keys()]).toEqual(["registry.terraform.io/hashicorp/aws", "registry.terraform.io/kreuzwerker/docker"]);
  const aws = uses.get("registry.terraform.io/hashicorp/aws");
  expect([...(aws?.resource ?? [])]).toEqual(["aws_vpc"]);
  expect([...(aws?.data ?? [])]).toEqual(["aws_region"]);
  expect([...(aws?.ephemeral ?? [])]).toEqual(["aws_ecr_authorization_token"]);
});

test("notes which attributes expressions read", () => {
  const read = providersInUse([stack]).get("registry.terraform.io/hashicorp/aws")?.read;
  expect([...(read?.get("aws_vpc") ?? [])]).toEqual(["ipv6_cidr_block", "owner_id"]);
  expect([...(read?.get("data.aws_region") ?? [])]).toEqual(["name"]);
});

test("finds the account that the providers are restricted to", () => {
  expect(allowedAccount([stack])).toBe("111122223333");
  expect(allowedAccount([{}])).toBeUndefined();
});
