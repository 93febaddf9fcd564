import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import type { Grantee } from "../iam/grantee";
import { policy } from "../iam/policy";
import type { Listener } from "../network/connect";
import type { SiteNetwork } from "../network/site-network";
import { Place } from "../place";

export interface WebRootProps {
  /** First part of the names and the Name tags. */
  readonly name: string;
  /** Network whose isolated subnets hold the mount targets. */
  readonly network: Pick<SiteNetwork, "vpcId" | "isolatedSubnetIds">;
  /** Directory of the file system that tasks see as their root. */
  readonly path: string;
  /** Keeps the files from `terraform destroy`. */
  readonly protect: boolean;
  /** EFS's own daily backups, which a backup plan would double. */
  readonly automaticBackups: boolean;
  /** `elastic` follows the load and is paid by use; `bursting` grows with what is stored. */
  readonly throughput: "elastic" | "bursting" | "provisioned";
  /** MiB a second, with `provisioned` alone. */
  readonly provisionedMiBps?: number;
  /** Days without access until a file moves to Infrequent Access. */
  readonly infrequentAccessAfterDays: number;
  /** Days without access until a file moves to the Archive class. @default - none does */
  readonly archiveAfterDays?: number;
  /** Tags beside the name, by which a backup plan finds the files. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - the key that AWS manages for EFS */
  readonly kmsKeyArn?: string;
}

/** `www-data` of Debian, which PHP runs as. */
const WWW_DATA = 33;
const NFS_PORT = 2049;

/** EFS for WordPress's files: encrypted, over TLS, for the task role alone and always as `www-data`. */
export class WebRoot extends Construct implements Listener {
  readonly fileSystemId: string;
  readonly fileSystemArn: string;
  readonly accessPointId: string;
  readonly accessPointArn: string;
  readonly securityGroupId: string;
  readonly port = NFS_PORT;
  readonly protocol = "NFS";
  /** What a task must wait for before it can mount: one mount target in each zone. */
  readonly mountTargets: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: WebRootProps) {
    super(scope, id);
    const { name, network, path, protect, kmsKeyArn } = props;
    const fileSystem = new EfsFileSystem(this, "Resource", {
      encrypted: true,
      kmsKeyId: kmsKeyArn,
      throughputMode: props.throughput,
      provisionedThroughputInMibps: props.provisionedMiBps,
      lifecyclePolicy: lifecyclePolicies(props),
      tags: { ...props.tags, Name: name },
      lifecycle: { preventDestroy: protect },
    });
    acceptFindings(fileSystem, {
      CKV2_AWS_18:
        "AWS Backup selects the file system by its tag, or EFS's own policy does; the check looks for an ARN.",
      ...(kmsKeyArn === undefined && {
        CKV_AWS_184:
          "Encrypted with AWS's own key, which costs nothing; customerManagedKey gives it the environment's key.",
      }),
    });
    if (props.automaticBackups) {
      new EfsBackupPolicy(this, "Backup", { fileSystemId: fileSystem.id, backupPolicy: { status: "ENABLED" } });
    }
    const accessPoint = new EfsAccessPoint(this, "AccessPoint", {
      fileSystemId: fileSystem.id,
      posixUser: { uid: WWW_DATA, gid: WWW_DATA },
      rootDirectory: { path, creationInfo: { ownerUid: WWW_DATA, ownerGid: WWW_DATA, permissions: "0755" } },
      tags: { Name: name },
    });
    new EfsFileSystemPolicy(this, "Policy", {
      fileSystemId: fileSystem.id,
      policy: this.mountPolicy(fileSystem, accessPoint),
    });
    const securityGroup = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${name}-`,
      description: "File system of WordPress",
      vpcId: network.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    this.mountTargets = network.isolatedSubnetIds.map(
      (subnetId, index) =>
        new EfsMountTarget(this, `MountTarget${index + 1}`, {
          fileSystemId: fileSystem.id,
          subnetId,
          securityGroups: [securityGroup.id],
        }),
    );
    this.fileSystemId = fileSystem.id;
    this.fileSystemArn = fileSystem.arn;
    this.accessPointId = accessPoint.id;
    this.accessPointArn = accessPoint.arn;
    this.securityGroupId = securityGroup.id;
  }

  /** Lets a task mount the files and write them, through the access point and not as root. */
  grantMount(task: Grantee): void {
    task.allow({
      Sid: "MountWebRoot",
      Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
      Resource: this.fileSystemArn,
      Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": this.accessPointArn } },
    });
  }

  /** Roles of this account may mount through the access point; nobody mounts without TLS or as root. */
  private mountPolicy(fileSystem: EfsFileSystem, accessPoint: EfsAccessPoint): string {
    return policy(
      {
        Sid: "MountThroughTheAccessPoint",
        Principal: { AWS: Place.of(this).iamArn("root") },
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Resource: fileSystem.arn,
        Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPoint.arn } },
      },
      {
        Sid: "RefusePlainNfs",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: [
          "elasticfilesystem:ClientMount",
          "elasticfilesystem:ClientWrite",
          "elasticfilesystem:ClientRootAccess",
        ],
        Resource: fileSystem.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    );
  }
}

/** EFS takes each transition in a block of its own. */
function lifecyclePolicies({ infrequentAccessAfterDays, archiveAfterDays }: WebRootProps) {
  const after = (days: number) => (days === 1 ? "AFTER_1_DAY" : `AFTER_${days}_DAYS`);
  return [
    { transitionToIa: after(infrequentAccessAfterDays) },
    ...(archiveAfterDays === undefined ? [] : [{ transitionToArchive: after(archiveAfterDays) }]),
    { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
  ];
}
