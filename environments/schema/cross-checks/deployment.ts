import { type CrossCheck, when } from "./cross-check";

/** ECS shifts the requests of one listener rule, and a rule takes five names. */
const MOST_NAMES = 5;

export const deploymentChecks: readonly CrossCheck[] = [
  when(["deployment"], ({ deployment: { strategy, alarms } }) => [
    strategy !== "rolling" &&
      !alarms && {
        path: "deployment.alarms",
        rule: `must be true with strategy ${strategy}, which has no circuit breaker`,
        value: alarms,
      },
  ]),
  when(["deployment", "service"], ({ deployment: { strategy }, service: { scaling } }) => [
    strategy !== "rolling" &&
      scaling?.requestsPerTaskTarget !== undefined && {
        path: "service.scaling.requestsPerTaskTarget",
        rule: `must be left out with deployment.strategy ${strategy}: requests are counted by one target group, and there are two`,
        value: scaling.requestsPerTaskTarget,
      },
  ]),
  when(["deployment", "site"], ({ deployment: { strategy }, site: { domain } }) => [
    strategy !== "rolling" &&
      domain?.aliasMode === "serve" &&
      domain.aliases.length >= MOST_NAMES && {
        path: "site.domain.aliases",
        rule: `must be at most ${MOST_NAMES - 1} that are served with deployment.strategy ${strategy}, which shifts the requests of one rule`,
        value: domain.aliases,
      },
  ]),
];
