/** Names of clusters, services, task definition families and containers. Source: the ECS API reference. */
export const ECS_NAME = /^[A-Za-z0-9_-]{1,255}$/;
export const ECS_NAME_RULE = "must have 1 to 255 of A-Z a-z 0-9 _ -";

/** Seconds between SIGTERM and SIGKILL that Fargate allows at most. Source: "Container timeouts" in the ECS developer guide. */
export const LONGEST_STOP_SECONDS = 120;

/** Seconds between SIGTERM and SIGKILL where a container says nothing. Source: the same. */
export const USUAL_STOP_SECONDS = 30;
