import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { expect, test } from "vitest";
import { Rights } from "../../../constructs/iam/grantee";
import { Repository, type RepositoryProps } from "../../../constructs/registry/repository";
import { synth } from "../../support/synth";

const repositoryOf = (props: Partial<RepositoryProps> = {}) =>
  synth((stack) => {
    new Repository(stack, "Repository", { name: "site", keepImages: 30, forceDelete: false, ...props });
  });

test("tags never move, images are scanned and the repository is not deleted with images in it", () => {
  expect(repositoryOf().all(EcrRepository)).toMatchObject([
    {
      image_tag_mutability: "IMMUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: "AES256" }],
      force_delete: false,
    },
  ]);
});

test("lets somebody pull its images and those of no other repository", () => {
  const rights = new Rights();
  synth((stack) => {
    const repository = new Repository(stack, "Repository", { name: "site", keepImages: 30, forceDelete: false });
    repository.grantPull(rights);
  });
  expect(rights.statements.map(({ Sid, Action }) => [Sid, Action])).toEqual([
    ["RegistryLogin", "ecr:GetAuthorizationToken"],
    ["PullImage", ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]],
  ]);
  expect(rights.statements[1]?.Resource).not.toBe("*");
});

test("is encrypted with the key that it is given", () => {
  expect(repositoryOf({ kmsKeyArn: "arn:key" }).all(EcrRepository)).toMatchObject([
    { encryption_configuration: [{ encryption_type: "KMS", kms_key: "arn:key" }] },
  ]);
});

test("forgets untagged images first, and the rule for all images is the last", () => {
  const [resource] = repositoryOf({ keepImages: 5 }).all(EcrLifecyclePolicy);
  expect(JSON.parse(String(resource?.policy)).rules).toMatchObject([
    { rulePriority: 1, selection: { tagStatus: "untagged", countNumber: 7 } },
    { rulePriority: 2, selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 } },
  ]);
});
