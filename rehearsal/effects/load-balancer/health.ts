/** What a target group asks of its targets (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html). */
export interface HealthCheck {
  readonly path: string;
  /** Seconds between two checks. */
  readonly interval: number;
  /** Seconds until a check has failed. */
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Codes that count as healthy: `200`, `200,202` or `200-299`. */
  readonly matcher: string;
}

export type TargetState = "initial" | "healthy" | "unhealthy" | "draining";

/** Follows one target from check to check. The first success makes a new target healthy; afterwards the thresholds count. */
export class TargetHealth {
  state: TargetState = "initial";
  private successes = 0;
  private failures = 0;

  constructor(private readonly check: Pick<HealthCheck, "healthyThreshold" | "unhealthyThreshold">) {}

  report(success: boolean): void {
    if (this.state === "draining") return;
    this.successes = success ? this.successes + 1 : 0;
    this.failures = success ? 0 : this.failures + 1;
    if (success && (this.state === "initial" || this.successes >= this.check.healthyThreshold)) this.state = "healthy";
    if (this.failures >= this.check.unhealthyThreshold) this.state = "unhealthy";
  }
}

export function matches(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return status >= from && status <= to;
  });
}
