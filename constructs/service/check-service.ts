import { gatewayMarginSeconds, seconds } from "./image-environment";
import type { WordPressServiceProps } from "./wordpress-service-props";

/**
 * What each prop allows but all of them together do not.
 * @param path of the service in the tree, as the error names it
 * @throws when the capacity has no room for a deployment, or one timeout is on the wrong side of another
 */
export function checkService(path: string, props: WordPressServiceProps): void {
  const { cluster, autoScaling, loadBalancer, environment, desiredCount: count } = props;
  if (!Number.isInteger(count) || count < 0) {
    throw new Error(`${path}: desiredCount must be a whole number of 0 or more, got ${count}`);
  }
  if (cluster.compatibility === "EC2" && props.assignPublicIp) {
    throw new Error(`${path}: assignPublicIp must be false on EC2 capacity, where a task cannot have a public address`);
  }
  const targetType = cluster.networkMode === "awsvpc" ? "ip" : "instance";
  if (loadBalancer.targetType !== targetType) {
    throw new Error(
      `${path}: loadBalancer must have targets of type ${targetType} with tasks of network mode ${cluster.networkMode}, got ${loadBalancer.targetType}`,
    );
  }
  const most = Math.max(count, autoScaling?.maxTasks ?? 0, ...(autoScaling?.schedule ?? []).map((one) => one.maxTasks));
  const spare = (props.trafficShift === undefined ? 1 : most) + props.extraTasks;
  if (cluster.maxTasks !== undefined && most + spare > cluster.maxTasks) {
    throw new Error(
      `${path}: the capacity has network interfaces for ${cluster.maxTasks} tasks, and a deployment needs ` +
        `${spare} more than the service, so at most ${Math.max(0, cluster.maxTasks - spare)} tasks, got ${most}`,
    );
  }
  if (props.trafficShift !== undefined && autoScaling?.requestsPerTaskTarget !== undefined) {
    throw new Error(
      `${path}: autoScaling.requestsPerTaskTarget must be left out with trafficShift: requests are counted by one target group`,
    );
  }
  const { idleTimeoutSeconds } = loadBalancer;
  const request = seconds(environment, "WP_REQUEST_TIMEOUT");
  if (request + gatewayMarginSeconds >= idleTimeoutSeconds) {
    throw new Error(
      `${path}: environment.WP_REQUEST_TIMEOUT must be more than ${gatewayMarginSeconds} under the load balancer's idle ` +
        `timeout of ${idleTimeoutSeconds} seconds, got ${request}`,
    );
  }
  const keepalive = seconds(environment, "WP_KEEPALIVE_TIMEOUT");
  if (keepalive <= idleTimeoutSeconds) {
    throw new Error(
      `${path}: environment.WP_KEEPALIVE_TIMEOUT must be over the load balancer's idle timeout of ` +
        `${idleTimeoutSeconds} seconds, got ${keepalive}`,
    );
  }
}
