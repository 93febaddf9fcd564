import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import type { Grantee } from "../iam/grantee";

export interface RepositoryProps {
  /** Name of the repository: lowercase letters, digits and hyphens. */
  readonly name: string;
  /** Images that are kept; older ones expire. */
  readonly keepImages: number;
  /** Lets `terraform destroy` delete the repository with images in it. */
  readonly forceDelete: boolean;
  /** @default - AES-256 with a key that ECR keeps */
  readonly kmsKeyArn?: string;
}

const UNTAGGED_DAYS = 7;

/** ECR repository whose tags never move and whose images are scanned when they are pushed. */
export class Repository extends Construct {
  readonly url: string;
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: RepositoryProps) {
    super(scope, id);
    const { name, keepImages, forceDelete, kmsKeyArn } = props;
    const repository = new EcrRepository(this, "Resource", {
      name,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [
        kmsKeyArn === undefined ? { encryptionType: "AES256" } : { encryptionType: "KMS", kmsKey: kmsKeyArn },
      ],
      forceDelete,
    });
    if (kmsKeyArn === undefined) {
      acceptFindings(repository, {
        CKV_AWS_136:
          "Encrypted with AWS's own key, which costs nothing; customerManagedKey gives it the environment's key.",
      });
    }
    new EcrLifecyclePolicy(this, "Lifecycle", {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `expire untagged images after ${UNTAGGED_DAYS} days`,
            selection: {
              tagStatus: "untagged",
              countType: "sinceImagePushed",
              countUnit: "days",
              countNumber: UNTAGGED_DAYS,
            },
            action: { type: "expire" },
          },
          {
            rulePriority: 2,
            description: `keep the newest ${keepImages} images`,
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
            action: { type: "expire" },
          },
        ],
      }),
    });
    this.url = repository.repositoryUrl;
    this.arn = repository.arn;
    this.name = repository.name;
  }

  /** Lets somebody pull its images. */
  grantPull(grantee: Grantee): void {
    grantee.allow(
      // This action knows no resource; the token alone opens no repository.
      { Sid: "RegistryLogin", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Sid: "PullImage",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: this.arn,
      },
    );
  }
}
