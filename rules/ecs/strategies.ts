import type { Block, Finding, Resource, Rule } from "../rule";

const FARGATE = new Set(["FARGATE", "FARGATE_SPOT"]);
const STRATEGY = "default_capacity_provider_strategy";

function* wrong(resource: Resource, strategies: readonly Block[]): Iterable<Finding> {
  const weights = strategies.map((strategy) => strategy.numberOr("weight", 0));
  if (weights.every((weight) => weight === 0)) yield resource.problem(`${STRATEGY}.weight`, "all are 0", 0);
  const providers = strategies.map(
    (strategy) => strategy.text("capacity_provider") ?? strategy.follow("capacity_provider")?.type,
  );
  const known = providers.filter((one) => one !== undefined);
  const ofFargate = known.filter((one) => FARGATE.has(one)).length;
  if (ofFargate > 0 && ofFargate < known.length)
    yield resource.problem(STRATEGY, "Fargate and Auto Scaling groups in one strategy", known.join(", "));
}

export const strategyRules: readonly Rule[] = [
  {
    id: "default-strategy-kinds",
    trap: 41,
    title: "A cluster's default strategy has a weight above 0, and Fargate or Auto Scaling groups, not both",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
    severity: "error",
    fix: "Give one provider at least weight 1, and keep the two kinds in strategies of their own.",
    on: ["aws_ecs_cluster_capacity_providers"],
    *check(resource) {
      const strategies = resource.blocks(STRATEGY);
      if (strategies.length > 0) yield* wrong(resource, strategies);
    },
  },
];
