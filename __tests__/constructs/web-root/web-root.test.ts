import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { Rights } from "../../../constructs/iam/grantee";
import { connect } from "../../../constructs/network/connect";
import { WebRoot, type WebRootProps } from "../../../constructs/web-root/web-root";
import { webRootProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required: WebRootProps = {
  ...webRootProps,
  name: "site-files",
  network: { vpcId: "vpc-1", isolatedSubnetIds: ["subnet-a", "subnet-b", "subnet-c"] },
  path: "/web-root",
};

const webRootOf = (props: Partial<WebRootProps> = {}, use: (webRoot: WebRoot) => void = () => {}) =>
  synth((stack) => use(new WebRoot(stack, "WebRoot", { ...required, ...props })));

test("is encrypted, elastic, backed up and kept by default", () => {
  const { all } = webRootOf();
  expect(all(EfsFileSystem)).toMatchObject([
    { encrypted: true, throughput_mode: "elastic", lifecycle: { prevent_destroy: true } },
  ]);
  expect(all(EfsBackupPolicy)).toMatchObject([{ backup_policy: { status: "ENABLED" } }]);
});

test("goes with the stack when it is not protected", () => {
  const { all } = webRootOf({ protect: false, automaticBackups: false });
  expect(all(EfsFileSystem)).toMatchObject([{ lifecycle: { prevent_destroy: false } }]);
  expect(all(EfsBackupPolicy)).toEqual([]);
});

test("lets a task mount and write through its access point, and not as root", () => {
  const rights = new Rights();
  webRootOf({}, (webRoot) => webRoot.grantMount(rights));
  expect(rights.statements).toMatchObject([
    { Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], Condition: { StringEquals: {} } },
  ]);
});

test("leaves backups to a plan when there is one, and carries its tag", () => {
  const { all } = webRootOf({ automaticBackups: false, tags: { BackupPlan: "site" } });
  expect(all(EfsBackupPolicy)).toEqual([]);
  expect(all(EfsFileSystem)).toMatchObject([{ tags: { Name: "site-files", BackupPlan: "site" } }]);
});

test("moves what nobody reads to cheaper classes, each by its own policy", () => {
  expect(webRootOf().all(EfsFileSystem)[0]?.lifecycle_policy).toEqual([
    { transition_to_ia: "AFTER_30_DAYS" },
    { transition_to_primary_storage_class: "AFTER_1_ACCESS" },
  ]);
  const { all } = webRootOf({ infrequentAccessAfterDays: 1, archiveAfterDays: 90 });
  expect(all(EfsFileSystem)[0]?.lifecycle_policy).toEqual([
    { transition_to_ia: "AFTER_1_DAY" },
    { transition_to_archive: "AFTER_90_DAYS" },
    { transition_to_primary_storage_class: "AFTER_1_ACCESS" },
  ]);
});

test("takes throughput of a fixed size, or by what is stored", () => {
  expect(webRootOf().all(EfsFileSystem)[0]).not.toHaveProperty("provisioned_throughput_in_mibps");
  expect(webRootOf({ throughput: "provisioned", provisionedMiBps: 64 }).all(EfsFileSystem)).toMatchObject([
    { throughput_mode: "provisioned", provisioned_throughput_in_mibps: 64 },
  ]);
  expect(webRootOf({ throughput: "bursting" }).all(EfsFileSystem)).toMatchObject([{ throughput_mode: "bursting" }]);
});

test("every file belongs to www-data, by whatever user it is written", () => {
  expect(webRootOf().all(EfsAccessPoint)).toMatchObject([
    {
      posix_user: { uid: 33, gid: 33 },
      root_directory: {
        path: "/web-root",
        creation_info: { owner_uid: 33, owner_gid: 33, permissions: "0755" },
      },
    },
  ]);
});

test("can be mounted in each zone", () => {
  const { all } = webRootOf({}, (webRoot) => expect(webRoot.mountTargets).toHaveLength(3));
  expect(all(EfsMountTarget).map((target) => target.subnet_id)).toEqual(["subnet-a", "subnet-b", "subnet-c"]);
});

test("is mounted through the access point, with TLS, and never as root", () => {
  const [resource] = webRootOf().all(EfsFileSystemPolicy);
  const statements: { Effect: string; Action: string[]; Condition: unknown }[] = JSON.parse(
    String(resource?.policy),
  ).Statement;
  const allowed = statements.filter(({ Effect }) => Effect === "Allow");
  expect(allowed).toMatchObject([
    {
      Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
      Condition: {
        StringEquals: { "elasticfilesystem:AccessPointArn": expect.stringContaining("aws_efs_access_point") },
      },
    },
  ]);
  expect(statements).toContainEqual(
    expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
  );
});

test("admits the peers it is given by NFS", () => {
  const { all } = synth((stack) => {
    const peer = Object.assign(new Construct(stack, "Service"), { securityGroupId: "sg-peer" });
    connect(peer, new WebRoot(stack, "WebRoot", required));
  });
  expect(all(VpcSecurityGroupIngressRule)).toMatchObject([
    { referenced_security_group_id: "sg-peer", from_port: 2049, to_port: 2049 },
  ]);
});
