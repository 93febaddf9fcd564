import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { type Grantee, Rights } from "../iam/grantee";
import { type PolicyStatement, policy } from "../iam/policy";
import { LONGEST_STEM } from "../names";
import { Place } from "../place";

export interface TaskRolesProps {
  /** First part of the roles' names, at most 54 characters. */
  readonly name: string;
}

/**
 * The two roles of a task: what ECS needs to start it, and what its own code may do. Split, a plugin that takes over
 * PHP still cannot read the secrets from Secrets Manager or pull images. Their rights come from what they are rights to.
 */
export class TaskRoles extends Construct {
  /** Starts the task. */
  readonly execution: TaskRole;
  /** What runs in the task. */
  readonly task: TaskRole;
  /** The rights of both: a service that starts before them fails, one that outlives them hangs while draining. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, { name }: TaskRolesProps) {
    super(scope, id);
    if (name.length > LONGEST_STEM) {
      throw new Error(
        `${this.node.path}: name must have ${LONGEST_STEM} characters at most, got ${name.length}: ${name}`,
      );
    }
    this.execution = new TaskRole(this, "Execution", name, "execution");
    this.task = new TaskRole(this, "Task", name, "task");
    this.ready = [this.execution.ready, this.task.ready];
  }
}

/** One of a task's roles. */
class TaskRole implements Grantee {
  readonly arn: string;
  /** For rights that later stacks add. */
  readonly name: string;
  readonly ready: ITerraformDependable;
  private readonly rights = new Rights();

  constructor(scope: Construct, id: string, name: string, suffix: string) {
    const role = new IamRole(scope, id, { name: `${name}-${suffix}`, assumeRolePolicy: trust(Place.of(scope)) });
    this.arn = role.arn;
    this.name = role.name;
    this.ready = new IamRolePolicy(scope, `${id}Rights`, {
      role: role.name,
      name: suffix,
      // Asked for at synth, when everybody has given.
      policy: Lazy.stringValue({ produce: () => policy(...this.rights.statements) }),
    });
  }

  allow(...statements: PolicyStatement[]): void {
    this.rights.allow(...statements);
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
