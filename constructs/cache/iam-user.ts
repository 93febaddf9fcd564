import { ElasticacheUser } from "@cdktf/provider-aws/lib/elasticache-user";
import { ElasticacheUserGroup } from "@cdktf/provider-aws/lib/elasticache-user-group";
import { Construct } from "constructs";

export interface IamUserProps {
  /** Id of the user and of its group: letters, digits and single inner hyphens, a letter first. */
  readonly name: string;
}

/**
 * What object cache, sessions and `wp-image status` call. Written as ElastiCache gives it back (`-@all` first), or
 * each plan would change it.
 */
export const IAM_USER_ACCESS = "on ~* -@all +@read +@write +@connection +@scripting -@dangerous +info";

/**
 * A user of Valkey who logs in with a token that IAM signs, alone in its group. With a group of the engine `valkey` the
 * user `default`, who needs no password, is off (ElastiCache user guide, "RBAC with Valkey").
 */
export class IamUser extends Construct {
  readonly userId: string;
  readonly userArn: string;
  readonly groupId: string;

  constructor(scope: Construct, id: string, { name }: IamUserProps) {
    super(scope, id);
    // The cache lets go of the group before the group can go.
    const lifecycle = { createBeforeDestroy: true };
    const user = new ElasticacheUser(this, "Resource", {
      userId: name,
      // IAM takes no other name.
      userName: name,
      engine: "valkey",
      accessString: IAM_USER_ACCESS,
      authenticationMode: { type: "iam" },
      lifecycle,
    });
    const group = new ElasticacheUserGroup(this, "Group", {
      userGroupId: name,
      engine: "valkey",
      userIds: [user.userId],
      lifecycle,
    });
    this.userId = name;
    this.userArn = user.arn;
    this.groupId = group.userGroupId;
  }
}
