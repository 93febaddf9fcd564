/** Names of clusters, services, task definition families and containers. Source: the ECS API reference. */
export const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/;
export const ECS_NAME_RULE = "must have 1 to 255 of A-Z a-z 0-9 _ -";

/** Seconds between SIGTERM and SIGKILL that Fargate allows at most. Source: "Container timeouts" in the ECS developer guide. */
export const LONGEST_STOP_SECONDS = 120;

/** Seconds between SIGTERM and SIGKILL where a container says nothing. Source: the same. */
export const USUAL_STOP_SECONDS = 30;

/** vCPUs that tasks on Fargate may have together in a new account, and the same again on Spot. Source: "Amazon ECS endpoints and quotas" in the AWS general reference. */
export const FARGATE_VCPUS = 6;

/** vCPUs that on-demand instances of the common families may have together in a new account. Source: "Amazon EC2 endpoints and quotas", the same. */
export const INSTANCE_VCPUS = 5;
