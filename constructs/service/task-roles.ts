import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { CacheLogin } from "../cache/cache";
import type { ExecAudit } from "../cluster/cluster";
import { type PolicyStatement, policy } from "../iam/policy";
import { LONGEST_STEM } from "../names";
import { Place } from "../place";

export interface TaskRolesProps {
  /** First part of the roles' names, at most 54 characters. */
  readonly name: string;
  /** Repository the image is pulled from. */
  readonly repositoryArn: string;
  /** Log group of the containers. */
  readonly logGroupArn: string;
  /** Secrets that ECS puts into the containers; others stay closed. */
  readonly secretArns: readonly string[];
  /** Key that encrypts the secrets. @default - Secrets Manager's own, which needs no right */
  readonly secretsKmsKeyArn?: string;
  /** File system the containers mount. */
  readonly fileSystem: { readonly fileSystemArn: string; readonly accessPointArn: string };
  /** Cache the containers log in to with their role. @default - none */
  readonly cacheLogin?: Pick<CacheLogin, "cacheArn" | "userArn">;
  /** ECS Exec, with the place of its transcripts. @default - no ECS Exec */
  readonly exec?: ExecAudit;
}

/**
 * The two roles of a task: what ECS needs to start it, and what its own code may do. Split, a plugin that takes over
 * PHP still cannot read the secrets from Secrets Manager or pull images.
 */
export class TaskRoles extends Construct {
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  /** For rights that later stacks add. */
  readonly taskRoleName: string;
  /** The rights of both: a service that starts before them fails, one that outlives them hangs while draining. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: TaskRolesProps) {
    super(scope, id);
    if (props.name.length > LONGEST_STEM) {
      throw new Error(
        `${this.node.path}: name must have ${LONGEST_STEM} characters at most, got ${props.name.length}: ${props.name}`,
      );
    }
    const execution = this.createRole("Execution", "execution", props, executionStatements(props, Place.of(this)));
    const task = this.createRole("Task", "task", props, taskStatements(props));
    this.executionRoleArn = execution.arn;
    this.taskRoleArn = task.arn;
    this.taskRoleName = task.name;
    this.ready = [...execution.ready, ...task.ready];
  }

  private createRole(id: string, suffix: string, props: TaskRolesProps, statements: PolicyStatement[]) {
    const role = new IamRole(this, id, { name: `${props.name}-${suffix}`, assumeRolePolicy: trust(Place.of(this)) });
    const ready =
      statements.length === 0
        ? []
        : [new IamRolePolicy(this, `${id}Rights`, { role: role.name, name: suffix, policy: policy(...statements) })];
    return { arn: role.arn, name: role.name, ready };
  }
}

/** Tasks of this account and region only, so no other account can have ECS act in our name (the confused deputy). */
function trust(place: Place): string {
  return policy({
    Sid: "EcsTasksAssume",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": place.account },
      ArnLike: { "aws:SourceArn": place.arn("ecs", "*") },
    },
  });
}

function executionStatements(props: TaskRolesProps, place: Place): PolicyStatement[] {
  const { repositoryArn, logGroupArn, secretArns, secretsKmsKeyArn } = props;
  const statements: PolicyStatement[] = [
    // This action knows no resource; the token alone opens no repository.
    { Sid: "RegistryLogin", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "PullImage",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: repositoryArn,
    },
    { Sid: "WriteLogs", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroupArn}:*` },
  ];
  if (secretArns.length > 0) {
    statements.push({
      Sid: "ReadSecrets",
      Action: "secretsmanager:GetSecretValue",
      Resource: [...new Set(secretArns)],
    });
  }
  if (secretArns.length > 0 && secretsKmsKeyArn !== undefined) {
    statements.push({
      Sid: "DecryptSecrets",
      Action: "kms:Decrypt",
      Resource: secretsKmsKeyArn,
      Condition: { StringEquals: { "kms:ViaService": place.host("secretsmanager") } },
    });
  }
  return statements;
}

function taskStatements({ fileSystem, cacheLogin, exec }: TaskRolesProps): PolicyStatement[] {
  const mount: PolicyStatement = {
    Sid: "MountWebRoot",
    Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    Resource: fileSystem.fileSystemArn,
    Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": fileSystem.accessPointArn } },
  };
  const connect: PolicyStatement[] = cacheLogin
    ? [
        {
          Sid: "ConnectToCache",
          Action: "elasticache:Connect",
          // Both must be allowed: this cache, as this user.
          Resource: [cacheLogin.cacheArn, cacheLogin.userArn],
        },
      ]
    : [];
  return [mount, ...connect, ...(exec ? execStatements(exec) : [])];
}

function execStatements({ logGroupArn, kmsKeyArn }: ExecAudit): PolicyStatement[] {
  const statements: PolicyStatement[] = [
    {
      Sid: "ExecChannels",
      Action: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      Resource: "*",
    },
    { Sid: "ExecFindTranscripts", Action: "logs:DescribeLogGroups", Resource: "*" },
    {
      Sid: "ExecWriteTranscripts",
      Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: `${logGroupArn}:*`,
    },
  ];
  return kmsKeyArn === undefined
    ? statements
    : [...statements, { Sid: "ExecSessionKey", Action: "kms:Decrypt", Resource: kmsKeyArn }];
}
